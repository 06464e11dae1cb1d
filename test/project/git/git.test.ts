import {spawn} from 'node-pty';
import {expect, onTestFinished, test, vi} from 'vitest';
import {git, runGit} from '../../../source/project/git/git.ts';
import {spawnClean} from '../../../source/project/git/spawn-clean.ts';
import {linuxTest} from '../../helpers/linux-test.ts';
import {git as run} from '../git-project.ts';
import {temporaryFolder} from '../temporary.ts';

test('a failed command is an error with the message of git', async () => {
	await expect(git(temporaryFolder(), ['log'])).rejects.toMatchObject({
		code: 'GIT_FAILED',
		message: expect.stringMatching(/^git log failed: not a git repository/),
	});
});

test('a missing folder is an error', async () => {
	await expect(git('/nowhere/at/all', ['status'])).rejects.toMatchObject({code: 'GIT_FAILED'});
});

test('a machine without git is an error that says so', async () => {
	vi.stubEnv('PATH', '/nonexistent');
	onTestFinished(() => void vi.unstubAllEnvs());
	await expect(git(temporaryFolder(), ['status'])).rejects.toMatchObject({
		code: 'GIT_FAILED',
		message: 'git was not found on the PATH.',
	});
});

test('kills a command that takes too long', async () => {
	const folder = temporaryFolder();
	run(folder, 'init', '-q');
	const slow = git(folder, ['-c', 'alias.wait=!sleep 60', 'wait'], {timeoutMs: 100});
	await expect(slow).rejects.toMatchObject({message: expect.stringMatching(/took more than 0.1 s/)});
});

test('cuts output that is too long', async () => {
	const answer = await runGit(temporaryFolder(), ['help', '-a'], {maxBytes: 100});
	expect(answer).toMatchObject({wasCut: true, output: expect.stringMatching(/^.{100}$/s)});
});

const terminal = {name: 'xterm', cols: 80, rows: 24, cwd: '/', env: {}, encoding: null};

linuxTest('a process we start does not inherit the terminals of the agents', async () => {
	const terminals = Array.from({length: 3}, () => spawn('/bin/sh', ['-c', 'read line'], terminal));
	onTestFinished(() => {
		for (const {pid} of terminals) {
			process.kill(pid, 'SIGKILL');
		}
	});
	const child = spawnClean('/bin/ls', ['-l', '/proc/self/fd'], {cwd: '/', env: {}});
	const output = (await child.stdout.setEncoding('utf8').toArray()).join('');
	expect(output).toMatch(/ 0 -> /);
	expect(output).not.toMatch(/ptmx|pts/);
});
