import {existsSync, readFileSync, statSync, symlinkSync} from 'node:fs';
import {chmod, lstat, readlink} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from 'vitest';
import {runCommands} from '../../../source/project/worktree/run-commands.ts';
import {setUpWorktree} from '../../../source/project/worktree/set-up-worktree.ts';
import {findWorktree} from '../../../source/project/worktree/worktree.ts';
import {createWorktree, git, story} from '../git-project.ts';
import {temporaryFolder, writeFiles} from '../temporary.ts';

const env = {PATH: process.env.PATH ?? ''};

async function setUp({config, worktree}: Awaited<ReturnType<typeof createWorktree>>): Promise<string> {
	let output = '';
	await setUpWorktree({config, worktree, env, onOutput: text => (output += text)});
	return output;
}

test('copies ignored files and folders with their modes and links', async () => {
	const project = await createWorktree({copy: ['.env', 'certs/local', '.absent']});
	await writeFiles(project.root, {'.env': 'SECRET=1', 'certs/local/key.pem': 'key'});
	await chmod(path.join(project.root, '.env'), 0o600);
	symlinkSync('/etc/hostname', path.join(project.root, 'certs/local/link'));
	expect(await setUp(project)).toBe('.absent does not exist in the project, so it was not copied.\n');
	expect(readFileSync(path.join(project.top, '.env'), 'utf8')).toBe('SECRET=1');
	expect(statSync(path.join(project.top, '.env')).mode & 0o777).toBe(0o600);
	expect(readFileSync(path.join(project.top, 'certs/local/key.pem'), 'utf8')).toBe('key');
	expect((await lstat(path.join(project.top, 'certs/local/link'))).isSymbolicLink()).toBe(true);
	expect(await readlink(path.join(project.top, 'certs/local/link'))).toBe('/etc/hostname');
});

test('does not overwrite files in the worktree', async () => {
	const project = await createWorktree({copy: ['.env']});
	await writeFiles(project.root, {'.env': 'theirs'});
	await writeFiles(project.top, {'.env': 'mine'});
	await setUp(project);
	expect(readFileSync(path.join(project.top, '.env'), 'utf8')).toBe('mine');
});

test('refuses to copy through a link that leads out of the project', async () => {
	const project = await createWorktree({copy: ['outside/secret']});
	const outside = temporaryFolder();
	await writeFiles(outside, {secret: 'x'});
	symlinkSync(outside, path.join(project.root, 'outside'));
	await expect(setUp(project)).rejects.toMatchObject({
		code: 'WORKTREE_FAILED',
		message: expect.stringMatching(/worktree.copy: "outside\/secret" is outside/),
	});
});

test('refuses to copy through a link that leads out of the worktree', async () => {
	const project = await createWorktree({copy: ['conf/.env']});
	const outside = temporaryFolder();
	await writeFiles(project.root, {'conf/.env': 'x'});
	symlinkSync(outside, path.join(project.top, 'conf'));
	await expect(setUp(project)).rejects.toMatchObject({code: 'WORKTREE_FAILED'});
	expect(existsSync(path.join(outside, '.env'))).toBe(false);
});

test('runs setup commands in the worktree in order, and passes their output on', async () => {
	const project = await createWorktree({setup: ['pwd; echo made > made.log', 'cat made.log >&2']});
	expect(await setUp(project)).toBe(`$ pwd; echo made > made.log\n${project.top}\n$ cat made.log >&2\nmade\n`);
	expect(await findWorktree(project.config, story)).toMatchObject({isSetUp: true});
});

test('names a failed setup command with its exit code, and runs it again at the next start', async () => {
	const project = await createWorktree({setup: ['exit 7', 'touch never']});
	await expect(setUp(project)).rejects.toMatchObject({
		code: 'WORKTREE_FAILED',
		message: 'The setup command "exit 7" failed with exit code 7.',
	});
	expect(existsSync(path.join(project.top, 'never'))).toBe(false);
	expect(await findWorktree(project.config, story)).toMatchObject({isSetUp: false});
});

test('does not wait for background processes of a command that has exited', async () => {
	const cwd = temporaryFolder();
	let output = '';
	await runCommands({commands: ['sleep 60 & echo $!'], cwd, env, title: 'setup', onOutput: text => (output += text)});
	process.kill(Number(output.trim().split('\n').at(-1)));
});

test('an abort kills the process group of the command', async () => {
	const cwd = temporaryFolder();
	const controller = new AbortController();
	const run = runCommands({
		commands: ['sleep 60 & echo $!; wait', 'touch never'],
		cwd,
		env,
		title: 'setup',
		onOutput: text => text.startsWith('$') || controller.abort(),
		signal: controller.signal,
	});
	await expect(run).rejects.toMatchObject({message: expect.stringMatching(/was killed by SIGKILL/)});
});

test('copied files do not count as changes', async () => {
	const project = await createWorktree({copy: ['.env']});
	await writeFiles(project.root, {'.env': 'x'});
	await setUp(project);
	expect(git(project.top, 'status', '--porcelain')).toBe('');
});
