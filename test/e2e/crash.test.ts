import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {expect, test} from 'vitest';
import {connect} from '../../source/api/spawn.ts';
import {selectTotal} from '../../source/core/fleet/selectors.ts';
import {costBy} from '../../source/core/money/ledger.ts';
import {createProject, isAlive, killQuietly, program, type TestProject} from './project.ts';
import {spokenOf, toldOf} from './told.ts';

/** How often the supervisor is killed, stopped and restarted; `TOWLINE_TEST_KILLS=100` does it as often as a release must stand. */
const kills = Number(process.env.TOWLINE_TEST_KILLS ?? 8);
const restarts = Math.ceil(kills / 10);
const stories = ['1_flood', '2_flood', '3_long'] as const;

type StoredFact = {readonly seq: number; readonly type: string};

/** All facts that are stored, from the first; the supervisor must be down. */
function readFacts(project: TestProject): readonly StoredFact[] {
	const database = new DatabaseSync(path.join(project.root, '.towline/state.db'), {readOnly: true});
	const rows = database.prepare('SELECT seq, type FROM facts ORDER BY seq').all();
	database.close();
	return rows.map(row => ({seq: Number(row.seq), type: String(row.type)}));
}

/** Lets the agents stream for anything from nothing to a third of a second. */
function streamAWhile(): Promise<void> {
	return new Promise(resolve => {
		setTimeout(resolve, Math.random() * 300);
	});
}

async function supervisorPid(project: TestProject): Promise<number> {
	const {hello} = await connect({root: project.root, env: project.env, program});
	return hello.pid;
}

/** SIGKILL, or a stop that lasts a while and is followed by a SIGKILL as often as not. */
async function disturb(project: TestProject): Promise<void> {
	const pid = await supervisorPid(project);
	await streamAWhile();

	if (Math.random() < 0.3) {
		process.kill(pid, 'SIGSTOP');
		await streamAWhile();
		process.kill(pid, 'SIGCONT');

		if (Math.random() < 0.5) {
			return;
		}
	}

	killQuietly(pid);
	await expect.poll(() => isAlive(pid), {interval: 5}).toBe(false);
}

function checkPositions(project: TestProject, story: string): void {
	const folder = path.join(project.root, '.towline/logs', story);
	const files = readdirSync(folder);
	expect(files).toHaveLength(1);
	const lines: readonly {position: number}[] = readFileSync(path.join(folder, files[0] ?? ''), 'utf8')
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(lines.map(({position}) => position)).toEqual(lines.map((_, index) => index));
}

test(`killed, stopped and restarted at ${kills} random moments, a supervisor ends no run, loses no byte and doubles no fact`, {
	timeout: 120_000 + kills * 20_000,
}, async () => {
	await using project = createProject({stories: {'1_flood': 'flood', '2_flood': 'flood', '3_long': 'long'}});
	const pids = new Map<string, number | null>();

	for (const story of stories) {
		await project.towline('start', story);
		await project.untilAgent(story, ({phase}) => phase.status === 'running');
		pids.set(story, (await project.agent(story)).pid);
	}

	for (let count = 1; count <= kills; count++) {
		await disturb(project);

		if (count % Math.ceil(kills / restarts) === 0) {
			expect(await project.towline('restart')).toMatchObject({exitCode: 0, stderr: ''});
		}
	}

	const {client} = await connect({root: project.root, env: project.env, program});

	for (const story of stories) {
		await project.untilAgent(story, ({phase}) => phase.status === 'running');
		expect(await project.agent(story)).toMatchObject({status: 'running', attempt: 1, pid: pids.get(story)});
		await project.towline('kill', story);
		await project.untilAgent(story, ({phase}) => phase.status === 'stopped');
		checkPositions(project, story);
		expect(await toldOf(project, story)).toEqual(await spokenOf(project, story));
	}

	const fleet = await client.readFleet();
	const [all] = costBy(await client.readLedger(), 'model', () => '');
	expect(all?.usage.costUsd).toBeCloseTo(selectTotal(fleet).usage.costUsd ?? 0, 6);
	await project.towline('down');
	expect(project.marked()).toEqual([]);
	const facts = readFacts(project);
	const seqs = facts.map(({seq}) => seq);
	expect(new Set(seqs).size).toBe(seqs.length);
	expect(facts.filter(({type}) => type === 'run-ended')).toHaveLength(stories.length);
	expect(facts.filter(({type}) => type === 'run-started')).toHaveLength(stories.length);
});
