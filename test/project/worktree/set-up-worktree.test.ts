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

test('ignored files and folders are brought along, with their modes and links', async () => {
	const project = await createWorktree({copy: ['.env', 'certs/local', '.absent']});
	await writeFiles(project.root, {'.env': 'SECRET=1', 'certs/local/key.pem': 'key'});
	await chmod(path.join(project.root, '.env'), 0o600);
	symlinkSync('/etc/hostname', path.join(project.root, 'certs/local/link'));
	expect(await setUp(project)).toBe('.absent is not in the project, so it was not copied.\n');
	expect(readFileSync(path.join(project.top, '.env'), 'utf8')).toBe('SECRET=1');
	expect(statSync(path.join(project.top, '.env')).mode & 0o777).toBe(0o600);
	expect(readFileSync(path.join(project.top, 'certs/local/key.pem'), 'utf8')).toBe('key');
	expect((await lstat(path.join(project.top, 'certs/local/link'))).isSymbolicLink()).toBe(true);
	expect(await readlink(path.join(project.top, 'certs/local/link'))).toBe('/etc/hostname');
});

test('what is in the worktree already is not overwritten', async () => {
	const project = await createWorktree({copy: ['.env']});
	await writeFiles(project.root, {'.env': 'theirs'});
	await writeFiles(project.top, {'.env': 'mine'});
	await setUp(project);
	expect(readFileSync(path.join(project.top, '.env'), 'utf8')).toBe('mine');
});

test('a link does not lead a copy out of the project', async () => {
	const project = await createWorktree({copy: ['outside/secret']});
	const outside = temporaryFolder();
	await writeFiles(outside, {secret: 'x'});
	symlinkSync(outside, path.join(project.root, 'outside'));
	await expect(setUp(project)).rejects.toMatchObject({
		code: 'WORKTREE_FAILED',
		message: expect.stringMatching(/"outside\/secret" of worktree.copy leads out of/),
	});
});

test('a link in the worktree does not lead a copy out of it', async () => {
	const project = await createWorktree({copy: ['conf/.env']});
	const outside = temporaryFolder();
	await writeFiles(project.root, {'conf/.env': 'x'});
	symlinkSync(outside, path.join(project.top, 'conf'));
	await expect(setUp(project)).rejects.toMatchObject({code: 'WORKTREE_FAILED'});
	expect(existsSync(path.join(outside, '.env'))).toBe(false);
});

test('set-up commands run in the worktree one after the other, and their output is heard', async () => {
	const project = await createWorktree({setup: ['pwd; echo made > made.log', 'cat made.log >&2']});
	expect(await setUp(project)).toBe(`$ pwd; echo made > made.log\n${project.top}\n$ cat made.log >&2\nmade\n`);
	expect(await findWorktree(project.config, story)).toMatchObject({isSetUp: true});
});

test('a set-up command that fails is named with its exit code, and tried again at the next start', async () => {
	const project = await createWorktree({setup: ['exit 7', 'touch never']});
	await expect(setUp(project)).rejects.toMatchObject({
		code: 'WORKTREE_FAILED',
		message: 'The setup command "exit 7" ended with exit code 7.',
	});
	expect(existsSync(path.join(project.top, 'never'))).toBe(false);
	expect(await findWorktree(project.config, story)).toMatchObject({isSetUp: false});
});

test('a command is not waited for once it has ended, whatever it left behind', async () => {
	const cwd = temporaryFolder();
	let output = '';
	await runCommands({commands: ['sleep 60 & echo $!'], cwd, env, title: 'setup', onOutput: text => (output += text)});
	process.kill(Number(output.trim().split('\n').at(-1)));
});

test('a command that is given up ends with all of its group', async () => {
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
	await expect(run).rejects.toMatchObject({message: expect.stringMatching(/was ended by SIGKILL/)});
});

test('an agent sees no copied file as a change', async () => {
	const project = await createWorktree({copy: ['.env']});
	await writeFiles(project.root, {'.env': 'x'});
	await setUp(project);
	expect(git(project.top, 'status', '--porcelain')).toBe('');
});
