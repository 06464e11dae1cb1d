import {existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {holderPid} from './holder-pid.ts';
import {createProject, killQuietly} from './project.ts';
import {fillDisk, mountSmallDisk} from './small-disk.ts';

const hasStatus =
	(...statuses: readonly string[]) =>
	({phase}: {phase: {status: string}}) =>
		statuses.includes(phase.status);

test('with resume_lost a run that was lost with its holder is resumed', async () => {
	await using project = createProject({
		stories: {'1_long': 'long', '2_one': 'answers'},
		limits: 'resume_lost = true',
		worktrees: true,
	});
	await project.towline('start', '1_long');
	const {session} = await project.untilAgent('1_long', hasStatus('running'));
	killQuietly((await holderPid(project)) ?? 0);
	const resumed = await project.untilAgent(
		'1_long',
		({attempts, phase}) => attempts === 2 && phase.status === 'running',
	);
	expect(resumed).toMatchObject({session, lastEnd: {exit: {kind: 'lost'}, newCommits: 0}});
});

test('an unreadable database is set aside and rebuilt from the logs, with a notice', async () => {
	await using project = createProject({stories: {'1_one': 'answers', '2_two': 'answers'}});
	await project.towline('run', '1_one');
	const before = await project.agent('1_one');
	await project.towline('down');
	const database = path.join(project.root, '.towline/state.db');
	const bytes = readFileSync(database);
	writeFileSync(database, bytes.fill(0x55, 100, Math.min(bytes.length, 40_000)));
	rmSync(`${database}-wal`, {force: true});
	expect(await project.towline('run', '2_two')).toMatchObject({exitCode: 0});
	expect(await project.agent('1_one')).toEqual(before);
	const {notices} = await project.client.readFleet();
	expect(notices.map(({text}) => text).join('\n')).toMatch(
		/set aside as state\.db\.corrupt-.* rebuilt from the run logs/,
	);
	expect(readdirSync(path.join(project.root, '.towline')).join()).toContain('state.db.corrupt-');
});

test('the [notify] command runs for agents that need a person or have ended, but not before a retry', async () => {
	await using project = createProject({
		stories: {'1_ask': 'asks', '2_fails': 'fails', '3_one': 'answers'},
		limits: 'max_retries = 1',
		more: `[notify]\ncommand = 'echo "$TOWLINE_EVENT $TOWLINE_STORY: $TOWLINE_TEXT" >> heard.txt'\n`,
	});
	const heard = () => {
		const file = path.join(project.root, 'heard.txt');
		return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').sort() : [];
	};
	await project.towline('start', '1_ask');
	await project.towline('start', '2_fails');
	await project.towline('start', '3_one');
	await project.untilAgent('1_ask', hasStatus('needs-input'));
	await project.untilAgent('2_fails', hasStatus('failed'));
	await project.untilAgent('3_one', hasStatus('completed'));
	await expect
		.poll(heard)
		.toEqual([
			'completed 3_one: completed',
			'failed 2_fails: API Error: 500 the model broke',
			'needs-input 1_ask: Bash: rm -r build',
		]);
	const {stdout} = await project.towline('since');
	expect(stdout).toMatch(/Completed:\n {2}3_one\nFailed:\n {2}2_fails failed: API Error(.*\n)*Needs you:\n {2}1_ask/);
	expect((await project.towline('since')).stdout).toContain('Completed: nothing.\nFailed: nothing.');
});

test('a full disk pauses the agents with a banner; they continue without loss when there is space', async ({skip}) => {
	await using project = createProject({stories: {'1_flood': 'flood'}});
	const folder = path.join(project.root, '.towline');
	using disk = mountSmallDisk(project);

	if (!disk) {
		skip('This account may mount no file system.');
		return;
	}

	await project.towline('start', '1_flood');
	await project.untilAgent('1_flood', hasStatus('running'));
	const {pid} = await project.agent('1_flood');
	const filler = path.join(folder, 'filler');
	fillDisk(filler);

	const {pauses} = await project.until(fleet => fleet.pauses.length > 0);
	expect(pauses).toMatchObject([{reason: 'disk-full', detail: expect.stringMatching(/is full\. Agents are frozen/)}]);
	await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) T /);
	expect(await project.towline('queue')).toMatchObject({exitCode: 0, stdout: expect.stringContaining('is full')});

	rmSync(filler);
	await project.until(fleet => fleet.pauses.length === 0);
	await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).not.toMatch(/\) T /);
	const log = logOf(folder);
	const size = statSync(log).size;
	await expect.poll(() => statSync(log).size).toBeGreaterThan(size);
	expect(await project.towline('kill', '1_flood')).toMatchObject({exitCode: 0});
	await project.towline('down');
	const lines: readonly {position: number}[] = readFileSync(log, 'utf8')
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(lines.map(({position}) => position)).toEqual(lines.map((_, index) => index));
});

function logOf(folder: string): string {
	const logs = path.join(folder, 'logs/1_flood');
	return path.join(logs, readdirSync(logs)[0] ?? '');
}
