import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createProject, isAlive, killQuietly, type TestProject} from './project.ts';

/** Everything that the logs of a story's runs hold, in their order. */
function logLines(
	project: TestProject,
	story: string,
): readonly {position: number; seq?: number; event: {type: string}}[] {
	const folder = path.join(project.root, '.towline/logs', story);
	const files = existsSync(folder) ? readdirSync(folder).sort() : [];
	return files.flatMap(file =>
		readFileSync(path.join(folder, file), 'utf8')
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line)),
	);
}

test('a supervisor killed while an agent streams loses no events and leaves no process', async () => {
	await using project = createProject({stories: {'1_long': 'long', '2_fork': 'double-fork'}});
	await project.towline('start', '1_long');
	await project.towline('start', '2_fork');
	await expect
		.poll(() => logLines(project, '1_long').filter(({event}) => event.type === 'output-streamed').length)
		.toBeGreaterThan(3);
	await expect.poll(async () => (await project.agent('2_fork')).status).toBe('running');
	const {sessionId} = await project.agent('1_long');
	const stored = logLines(project, '1_long').length;
	const supervisor = await project.supervisorPid();
	expect(project.marked().length).toBeGreaterThan(1);

	killQuietly(supervisor ?? 0);
	await expect.poll(() => isAlive(supervisor ?? 0)).toBe(false);

	// Reading starts no supervisor and shows the unfinished run as lost.
	expect(await project.agent('1_long')).toMatchObject({status: 'lost', sessionId});
	expect(await project.supervisorPid()).toBeUndefined();

	const resumed = await project.towline('resume', '1_long');
	expect(resumed).toMatchObject({exitCode: 0, stderr: ''});
	await expect.poll(async () => (await project.agent('1_long')).status).toBe('running');
	expect(await project.agent('2_fork')).toMatchObject({status: 'lost'});
	expect(await project.agent('1_long')).toMatchObject({sessionId, attempt: 2});

	const lines = logLines(project, '1_long');
	expect(lines.length).toBeGreaterThanOrEqual(stored);
	const ended = lines.find(({event}) => event.type === 'run-ended');
	expect(ended?.event).toMatchObject({exit: {kind: 'lost'}});
	const first = lines.slice(0, lines.indexOf(ended ?? lines[0] ?? {position: 0, event: {type: ''}}) + 1);
	expect(first.map(({position}) => position)).toEqual(first.map((_, index) => index));

	await project.towline('down');
	expect(project.marked()).toEqual([]);
});

test('of two supervisors started at once one wins, and both commands use it', async () => {
	await using project = createProject({stories: {'1_one': 'answers', '2_two': 'answers', '3_three': 'answers'}});
	const outcomes = await Promise.all(['1_one', '2_two', '3_three'].map(story => project.towline('start', story)));
	expect(outcomes.map(({exitCode, stderr}) => ({exitCode, stderr}))).toEqual(
		outcomes.map(() => ({exitCode: 0, stderr: ''})),
	);

	for (const story of ['1_one', '2_two', '3_three']) {
		await expect.poll(async () => (await project.agent(story)).status).toBe('completed');
	}
});

test('down ends every agent and prints the number of processes', async () => {
	await using project = createProject({stories: {'1_fork': 'double-fork'}});
	await project.towline('start', '1_fork');
	await expect.poll(async () => (await project.agent('1_fork')).status).toBe('running');
	expect(await project.towline('down', '--keep')).toMatchObject({exitCode: 1});
	const {stdout, exitCode} = await project.towline('down');
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/it ended [1-9]\d* process(es)?\./);
	expect(project.marked()).toEqual([]);
	expect(await project.supervisorPid()).toBeUndefined();
});
