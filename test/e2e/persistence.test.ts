import {existsSync, readdirSync, utimesSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'vitest';
import {holderPid} from './holder-pid.ts';
import {createProject, git, isAlive, killQuietly, type TestProject} from './project.ts';

const hasStatus =
	(...statuses: readonly string[]) =>
	({phase}: {phase: {status: string}}) =>
		statuses.includes(phase.status);

/** Sets the modification times of a story's logs to `days` ago. */
function age(project: TestProject, story: string, days: number): string {
	const folder = path.join(project.root, '.towline/logs', story);
	const at = Date.now() / 1000 - days * 86_400;

	for (const name of readdirSync(folder)) {
		utimesSync(path.join(folder, name), at, at);
	}

	return folder;
}

test.concurrent('old logs are deleted, except those of open stories; the facts are kept', async ({expect}) => {
	await using project = createProject({
		stories: {'1_done': 'answers', '2_young': 'answers', '3_open': 'fails'},
		limits: 'max_retries = 0',
		more: '[logs]\nkeep_logs = "7d"\n',
	});
	await project.towline('run');
	await project.towline('down');
	const before = await project.agent('1_done');
	const old = age(project, '1_done', 8);
	const young = age(project, '2_young', 6);
	const open = age(project, '3_open', 8);
	await project.towline('pause');
	await expect.poll(() => existsSync(old), {timeout: 120_000}).toBe(false);
	expect(existsSync(young)).toBe(true);
	expect(existsSync(open)).toBe(true);
	expect(await project.agent('1_done')).toEqual(before);
});

test.concurrent('a lost run says how many commits it left', async ({expect}) => {
	await using project = createProject({stories: {'1_half': 'commits-and-streams'}, worktrees: true});
	await project.towline('start', '1_half');
	await project.untilAgent('1_half', ({lastActivity, phase}) => phase.status === 'running' && lastActivity !== '');
	await expect
		.poll(async () => (await project.towline('logs', '1_half')).stdout, {timeout: 120_000})
		.toContain('Committed.');
	killQuietly((await holderPid(project)) ?? 0);
	await project.untilAgent('1_half', hasStatus('lost'));
	expect((await project.agent('1_half')).reason).toBe(
		'the holder process died during its run; it can be resumed; left 1 new commit',
	);
	expect(project.marked()).toEqual([]);
});

test.concurrent('after a supervisor was killed while git created a worktree, the next start succeeds', async ({
	expect,
}) => {
	await using project = createProject({stories: {'1_one': 'answers'}, worktrees: true});
	writeFileSync(path.join(project.root, '.gitattributes'), 'towline.toml filter=slow\n');
	git(project.root, 'config', 'filter.slow.smudge', 'touch begun; sleep 60');
	git(project.root, 'add', '.gitattributes');
	git(project.root, 'commit', '--quiet', '-m', 'Slow to check out');
	await project.towline('start', '1_one');
	const begun = path.join(project.root, '.towline/worktrees/1_one/begun');
	await expect.poll(() => existsSync(begun), {timeout: 120_000}).toBe(true);
	expect((await project.agent('1_one')).reason).toBe('preparing its folder');
	const {pid} = await project.client.hello();
	killQuietly(pid);
	await expect.poll(() => isAlive(pid)).toBe(false);
	git(project.root, 'config', 'filter.slow.smudge', 'cat');
	expect(await project.towline('run', '1_one')).toMatchObject({exitCode: 0});
	expect(project.marked()).toEqual([]);
});

test.concurrent('an earlier session is resumed by a prefix of its id', async ({expect}) => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await project.towline('run');
	const {sessionId: first} = await project.agent('1_one');
	await project.towline('down');
	project.env.TOWLINE_FIXTURE_MODEL = 'claude-sonnet-5-5';
	await project.towline('run', '1_one');
	const {sessions} = await project.agent('1_one');
	expect(sessions).toMatchObject([{sessionId: first}, {model: 'claude-sonnet-5-5'}]);
	expect(await project.towline('resume', '1_one', '--session', 'nothing')).toMatchObject({
		exitCode: 1,
		stderr: expect.stringContaining(`${first} (claude-opus-5-5)`),
	});
	await project.towline('resume', '1_one', '--session', String(first).slice(0, 8));
	await project.untilAgent('1_one', ({attempts, phase}) => attempts === 3 && phase.status === 'completed');
	expect((await project.agent('1_one')).sessionId).toBe(first);
});
