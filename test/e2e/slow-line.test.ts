import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {openDashboard} from './dashboard.ts';
import {createProject, type TestProject} from './project.ts';

const streaming = (count: number) =>
	Object.fromEntries(Array.from({length: count}, (_, index) => [`${index + 1}_fast`, 'streams']));

/** A line that takes nothing for this long is stalled as after a lost Wi-Fi. */
const stallMs = 3000;

test('a stalled terminal slows no agent and uses no memory, and then shows the newest state at once', async () => {
	await using project = createProject({stories: streaming(8), limits: 'max_parallel = 8'});
	await using fleet = openDashboard(project, {columns: 200, rows: 50});
	await fleet.row('1_fast').press('*').screenShows('8 marked').press('s').screenShows('8 running').press('esc');
	await fleet.hides('8 marked').screenShows('word 20');

	const free = await wordsDuring(project, stallMs);
	const memoryBefore = residentKilobytes(fleet.pid);
	fleet.stall();
	const stalled = await wordsDuring(project, stallMs);
	const memoryAfter = residentKilobytes(fleet.pid);
	const writtenBefore = fleet.written().length;
	const said = wordsOf(project, '1_fast');
	fleet.goOn();
	await fleet.screenShows(new RegExp(`word ${said}\\b`));

	expect(stalled).toBeGreaterThan(free * 0.8);
	expect(memoryAfter - memoryBefore).toBeLessThan(40_000);
	// Nothing of what was shown meanwhile is made up for: what the kernel held, and one update.
	expect(fleet.written().length - writtenBefore).toBeLessThan(100_000);

	// Keys that were pressed while nothing could be seen were taken nevertheless.
	await fleet.press('?').shows('Select the next row.').press('?').hides('Select the next row.');
});

test('a dashboard on a stalled terminal ends when that is closed, and its agents continue', async () => {
	await using project = createProject({stories: streaming(2)});
	await using fleet = openDashboard(project);
	await fleet.row('1_fast').press('s').shows('running').screenShows('word 3');
	fleet.stall();
	await wordsDuring(project, 1500);
	fleet.hangUp();
	await fleet.exited;
	expect((await project.agent('1_fast')).status).toBe('running');
});

test('16 streaming agents send at most 8 kB per second to the terminal', async () => {
	await using project = createProject({stories: streaming(16), limits: 'max_parallel = 16'});
	await using fleet = openDashboard(project, {columns: 200, rows: 50});
	await fleet.row('1_fast').press('*').screenShows('16 marked').press('s').screenShows('16 running').press('esc');
	await fleet.hides('16 marked').screenShows('word 10');
	const before = Buffer.byteLength(fleet.written());
	const startedAt = performance.now();
	const words = await wordsDuring(project, 4000);
	const bytes = Buffer.byteLength(fleet.written()) - before;
	const perSecond = bytes / ((performance.now() - startedAt) / 1000);
	expect(words).toBeGreaterThan(16 * 50 * 4 * 0.4);
	expect(perSecond).toBeLessThan(8000);
});

/** How many words all agents say in that time, as the supervisor's logs have them: what is stored, not what is shown. */
async function wordsDuring(project: TestProject, ms: number): Promise<number> {
	const stories = Object.keys(await liveStories(project));
	const before = stories.map(story => wordsOf(project, story));
	const over = AbortSignal.timeout(ms);
	await new Promise<void>(resolve => over.addEventListener('abort', () => resolve(), {once: true}));
	const after = stories.map(story => wordsOf(project, story));
	return after.reduce((sum, words, index) => sum + words - (before[index] ?? 0), 0);
}

async function liveStories(project: TestProject): Promise<Readonly<Record<string, unknown>>> {
	const {agents} = await project.client.readFleet();
	return Object.fromEntries(
		Object.values(agents).flatMap(agent => (agent.phase.status === 'running' ? [[agent.story, agent]] : [])),
	);
}

/** The number of the last word that is told by its number; every tenth is. */
function wordsOf(project: TestProject, story: string): number {
	const folder = path.join(project.root, '.towline/logs', story);
	const [file = ''] = readdirSync(folder);
	const log = readFileSync(path.join(folder, file), 'utf8');
	return Number([...log.matchAll(/word (\d+) /g)].at(-1)?.[1] ?? 0);
}

/** Linux tells it in pages of 4 kB. */
function residentKilobytes(pid: number): number {
	return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
