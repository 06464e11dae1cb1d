import {spawn} from 'node:child_process';
import {existsSync, rmSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {toStoryId} from '../../../source/core/ids.ts';
import {openWorktree} from '../../../source/project/worktree/open-worktree.ts';
import {pruneWorktrees, removeWorktree} from '../../../source/project/worktree/remove-worktree.ts';
import type {WorktreeConfig} from '../../../source/project/worktree/worktree.ts';
import {createWorktree, git, now, story} from '../git-project.ts';
import {temporaryFolder, writeFiles} from '../temporary.ts';

const ref = 'refs/towline/rescue/1_login/20260714T101530000Z';

function remove(config: WorktreeConfig, force = false, inUse?: string) {
	return removeWorktree({config, story, force, inUse: () => inUse, now});
}

test('a worktree without work is removed with its branch', async () => {
	const {config, root, top} = await createWorktree();
	await writeFiles(top, {'build.log': 'x'});
	expect(await remove(config)).toEqual({
		story,
		path: top,
		rescue: undefined,
		ignored: 1,
		deletedBranch: 'towline/1_login',
	});
	expect(existsSync(top)).toBe(false);
	expect(git(root, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
});

test('a worktree whose work is merged is removed', async () => {
	const {config, root, top} = await createWorktree();
	await writeFiles(top, {'new.txt': 'x'});
	git(top, 'add', '-A');
	git(top, 'commit', '-qm', 'work');
	git(root, 'merge', '-q', '--no-ff', 'towline/1_login');
	expect(await remove(config)).toMatchObject({rescue: undefined, deletedBranch: 'towline/1_login'});
});

const refusals: readonly (readonly [string, (top: string) => Promise<void> | void, RegExp])[] = [
	['a changed file', top => writeFiles(top, {'app.txt': 'changed'}), /has 1 changed file\.$/],
	['a deleted file', top => rmSync(path.join(top, 'app.txt')), /has 1 changed file\.$/],
	[
		'a staged file',
		async top => {
			await writeFiles(top, {'a.txt': 'a'});
			git(top, 'add', '-A');
		},
		/has 1 changed file\.$/,
	],
	['untracked files', top => writeFiles(top, {'a/1': '', 'a/2': ''}), /has 2 untracked files\.$/],
	['an unmerged commit', top => void git(top, 'commit', '-qm', 'x', '--allow-empty'), /has 1 unmerged commit\.$/],
	[
		'a commit on no branch',
		top => {
			git(top, 'switch', '-q', '--detach');
			git(top, 'commit', '-qm', 'x', '--allow-empty');
		},
		/has 1 unmerged commit\.$/,
	],
	[
		'a change that git was told to overlook',
		async top => {
			git(top, 'update-index', '--skip-worktree', 'app.txt');
			await writeFiles(top, {'app.txt': 'changed'});
		},
		/has 1 changed file\.$/,
	],
	['a lock', top => void git(top, 'worktree', 'lock', '--reason', 'on a stick', top), /is locked: on a stick\.$/],
	[
		'a process of somebody',
		async top => {
			const child = spawn('sleep', ['60'], {cwd: top, stdio: 'ignore'});
			onTestFinished(() => void child.kill());
			await new Promise(resolve => child.once('spawn', resolve));
		},
		process.platform === 'linux' ? /is in use by sleep \(pid \d+\)\.$/ : /./,
	],
];

test.for(refusals)('%s is refused with the reason, and nothing is deleted', async ([, change, message]) => {
	const {config, top} = await createWorktree();
	await change(top);
	const before = git(top, 'status', '--porcelain');
	await expect(remove(config)).rejects.toMatchObject({
		code: 'WORKTREE_UNSAFE',
		message: expect.stringMatching(message),
	});
	expect(git(top, 'status', '--porcelain')).toBe(before);
});

test('a running story is refused, even with force', async () => {
	const {config} = await createWorktree();
	for (const force of [false, true]) {
		await expect(remove(config, force, 'it is running')).rejects.toMatchObject({
			code: 'WORKTREE_UNSAFE',
			message: 'The worktree of 1_login is in use: it is running.',
			hint: expect.stringMatching(/towline kill 1_login/),
		});
	}
});

test('force saves everything first, and the work can be restored', async () => {
	const {config, root, top} = await createWorktree();
	await writeFiles(top, {'committed.txt': 'a'});
	git(top, 'add', '-A');
	git(top, 'commit', '-qm', 'work');
	await writeFiles(top, {'app.txt': 'staged'});
	git(top, 'add', '-A');
	await writeFiles(top, {'app.txt': 'changed', 'un tracked/ü\n.txt': 'b'});
	const removal = await remove(config, true);
	expect(removal).toMatchObject({
		rescue: {ref, restore: `git switch -c 1_login-rescued ${ref}`},
		deletedBranch: 'towline/1_login',
	});
	expect(existsSync(top)).toBe(false);
	git(root, 'switch', '-qc', '1_login-rescued', ref);
	expect(git(root, 'show', 'HEAD:app.txt')).toBe('changed');
	expect(git(root, 'show', 'HEAD:committed.txt')).toBe('a');
	expect(git(root, 'show', 'HEAD:un tracked/ü\n.txt')).toBe('b');
	expect(git(root, 'show', 'HEAD^2:app.txt')).toBe('staged');
	expect(git(root, 'log', '-1', '--format=%an', 'HEAD')).toBe('Towline');
});

test('force during a conflict saves both sides', async () => {
	const {config, root, top} = await createWorktree();
	await writeFiles(top, {'app.txt': 'ours'});
	git(top, 'commit', '-qam', 'ours');
	await writeFiles(root, {'app.txt': 'theirs'});
	git(root, 'commit', '-qam', 'theirs');
	expect(() => git(top, 'merge', 'main')).toThrow();
	await remove(config, true);
	expect(git(root, 'show', `${ref}:app.txt`)).toMatch(/ours\n=+\ntheirs/);
	expect(git(root, 'show', `${ref}^2:app.txt.~stage3`)).toBe('theirs');
});

test('saves commits that only the reflog has after an amend, even without force', async () => {
	const {config, root, top} = await createWorktree();
	await writeFiles(top, {'app.txt': 'first try'});
	git(top, 'commit', '-qam', 'first try');
	git(top, 'reset', '-q', '--hard', 'main');
	expect(await remove(config)).toMatchObject({rescue: {ref}});
	expect(git(root, 'show', `${ref}^2:app.txt`)).toBe('first try');
});

test('a second branch that the agent made is not deleted', async () => {
	const {config, root, top} = await createWorktree();
	git(top, 'switch', '-qc', 'feature');
	git(top, 'commit', '-qm', 'work', '--allow-empty');
	expect(await remove(config, true)).toMatchObject({rescue: undefined, deletedBranch: 'towline/1_login'});
	expect(git(root, 'log', '-1', '--format=%s', 'feature')).toBe('work');
});

test('force refuses a worktree with a repository inside, which cannot be saved', async () => {
	const {config, top} = await createWorktree();
	await writeFiles(top, {'inner/x.txt': 'x'});
	git(path.join(top, 'inner'), 'init', '-q');
	await expect(remove(config, true)).rejects.toMatchObject({
		code: 'WORKTREE_UNSAFE',
		message: expect.stringMatching(/inner\/? is a separate git repository/),
	});
	expect(existsSync(path.join(top, 'inner/x.txt'))).toBe(true);
});

test('saves the staged files of a worktree whose folder was deleted', async () => {
	const {config, root, top} = await createWorktree();
	git(top, 'switch', '-q', '--detach');
	git(top, 'commit', '-qm', 'detached', '--allow-empty');
	await writeFiles(top, {'staged.txt': 'staged'});
	git(top, 'add', '-A');
	rmSync(top, {recursive: true});
	await expect(remove(config)).rejects.toMatchObject({message: expect.stringMatching(/1 unmerged commit/)});
	await remove(config, true);
	expect(git(root, 'show', `${ref}:staged.txt`)).toBe('staged');
	expect(git(root, 'log', '-1', '--format=%s', `${ref}^1`)).toBe('detached');
});

test('a story without a worktree is an error', async () => {
	const {config} = await createWorktree();
	const other = removeWorktree({config, story: toStoryId('2'), force: false, inUse: () => undefined, now});
	await expect(other).rejects.toMatchObject({code: 'WORKTREE_FAILED', message: '2 has no worktree.'});
});

test('prune removes the worktrees that it can, and gives a reason for each other one', async () => {
	const {config} = await createWorktree();
	const [dirty, open, running] = await Promise.all(
		['dirty', 'open', 'running'].map(async id => (await openWorktree({config, story: toStoryId(id), now})).worktree),
	);
	await writeFiles(dirty?.path ?? '', {'x.txt': 'x'});
	const result = await pruneWorktrees({
		config,
		force: false,
		keep: new Set(open ? [open.story] : []),
		inUse: id => (id === running?.story ? 'it is running' : undefined),
		now,
	});
	expect(result.removed.map(removal => removal.story)).toEqual([story]);
	expect(result.skipped).toMatchObject([
		{story: 'dirty', reason: expect.stringMatching(/1 untracked file/)},
		{story: 'open', reason: 'its story is open'},
		{story: 'running', reason: expect.stringMatching(/in use: it is running/)},
	]);
});

test('teardown commands run before the removal, and not if it is refused', async () => {
	const {config, top} = await createWorktree();
	const heard: string[] = [];
	const tearDown = async () => void heard.push(existsSync(top) ? 'there' : 'gone');
	await writeFiles(top, {'x.txt': 'x'});
	const options = {config, story, inUse: () => undefined, now, tearDown};
	await expect(removeWorktree({...options, force: false})).rejects.toThrow();
	expect(heard).toEqual([]);
	await removeWorktree({...options, force: true});
	expect(heard).toEqual(['there']);
});

test('a worktree at an absolute path is removed', async () => {
	const elsewhere = path.join(temporaryFolder(), 'trees');
	await mkdir(elsewhere);
	const {config, top} = await createWorktree({path: `${elsewhere}/{{story.id}}`});
	expect(top).toBe(path.join(elsewhere, '1_login'));
	await remove(config);
	expect(existsSync(top)).toBe(false);
});
