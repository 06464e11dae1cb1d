import {execFileSync} from 'node:child_process';
import {chownSync, mkdirSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {findProject} from '../../source/project/find-project.ts';
import {writeWorktreeRecord} from '../../source/project/worktree/worktree-record.ts';
import {trustProject} from '../helpers/trust.ts';
import {temporaryFolder, writeFiles} from './temporary.ts';

const toml = {'towline.toml': ''};

async function repository(files: Readonly<Record<string, string>>): Promise<string> {
	const root = temporaryFolder();
	await writeFiles(root, {...files, 'src/.keep': ''});
	git(root, 'init', '-q', '-b', 'main');
	git(root, 'add', '-A');
	git(root, '-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-qm', 'start');
	return root;
}

function git(cwd: string, ...args: readonly string[]): void {
	execFileSync('git', args, {cwd});
}

test('without a towline.toml the error suggests init and demo', () => {
	expect(() => findProject(temporaryFolder())).toThrow(
		expect.objectContaining({
			code: 'CONFIG_MISSING',
			exitCode: 2,
			hint: expect.stringMatching(/towline init.*towline demo/),
		}),
	);
});

test('finds towline.toml in a folder above', async () => {
	const root = temporaryFolder();
	await writeFiles(root, toml);
	mkdirSync(path.join(root, 'a/b'), {recursive: true});
	expect(findProject(path.join(root, 'a/b'))).toBe(path.join(root, 'towline.toml'));
});

test('from a worktree finds the towline.toml of the main worktree, not the copy', async () => {
	const root = await repository(toml);
	const worktree = path.join(root, '.towline/worktrees/1');
	git(root, 'worktree', 'add', '-q', worktree);
	expect(findProject(path.join(worktree, 'src'))).toBe(path.join(root, 'towline.toml'));
});

test('finds a project in a subfolder of its repository from that subfolder of a worktree', async () => {
	const root = await repository({'shop/towline.toml': ''});
	const worktree = path.join(temporaryFolder(), '1');
	git(root, 'worktree', 'add', '-q', worktree);
	expect(findProject(path.join(worktree, 'shop'))).toBe(path.join(root, 'shop/towline.toml'));
});

test('finds a project that is a worktree of a bare repository from the worktrees it made', async () => {
	const origin = await repository(toml);
	const bare = path.join(temporaryFolder(), 'shop.git');
	git(origin, 'clone', '-q', '--bare', origin, bare);
	const root = path.join(path.dirname(bare), 'main');
	git(bare, 'worktree', 'add', '-q', root, 'main');
	expect(findProject(root)).toBe(path.join(root, 'towline.toml'));

	const worktree = path.join(root, '.towline/worktrees/1');
	git(root, 'worktree', 'add', '-q', worktree);
	writeWorktreeRecord(path.join(bare, 'worktrees/1'), {root, story: '1', base: 'main', isSetUp: true});
	expect(findProject(worktree)).toBe(path.join(root, 'towline.toml'));
});

test('a repository inside the project without its own towline.toml belongs to the project', async () => {
	const root = temporaryFolder();
	await writeFiles(root, {...toml, 'vendor/lib/x': ''});
	git(path.join(root, 'vendor/lib'), 'init', '-q');
	expect(findProject(path.join(root, 'vendor/lib'))).toBe(path.join(root, 'towline.toml'));
});

/** Only root can give a file to somebody else. */
const isRoot = process.getuid?.() === 0;

test.runIf(isRoot)('refuses a towline.toml of another user in a folder above, until it is trusted there', async () => {
	const root = temporaryFolder();
	const env = {XDG_STATE_HOME: temporaryFolder()};
	const file = path.join(root, 'towline.toml');
	await writeFiles(root, {'towline.toml': '[[agent]]\nname = "coder"\nruntime = "claude-code"\n', 'a/b/x': ''});
	chownSync(file, 12_345, 12_345);
	const from = path.join(root, 'a/b');
	expect(() => findProject(from, env)).toThrow(
		expect.objectContaining({code: 'NOT_TRUSTED', message: expect.stringContaining('another user (uid 12345)')}),
	);
	expect(findProject(root, env)).toBe(file);
	trustProject(root, env);
	expect(findProject(from, env)).toBe(file);
	chownSync(file, 12_346, 12_346);
	expect(() => findProject(from, env)).toThrow(expect.objectContaining({code: 'NOT_TRUSTED'}));
});
