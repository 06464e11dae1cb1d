import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import path from 'node:path';
import {expect, test, vi} from 'vitest';
import {toStoryId} from '../../../source/core/ids.ts';
import {findProject} from '../../../source/project/find-project.ts';
import {checkRoot, readRepository} from '../../../source/project/git/repository.ts';
import {openWorktree} from '../../../source/project/worktree/open-worktree.ts';
import {listWorktrees} from '../../../source/project/worktree/worktree.ts';
import {createGitProject, createWorktree, git, now, story} from '../git-project.ts';
import {temporaryFolder, writeFiles} from '../temporary.ts';

test('a story gets a worktree on its own branch, made from the branch that is checked out', async () => {
	const {root, worktree} = await createWorktree();
	expect(worktree).toMatchObject({
		story,
		path: path.join(root, '.towline/worktrees/1_login'),
		folder: path.join(root, '.towline/worktrees/1_login'),
		branch: 'towline/1_login',
		base: 'main',
		isThere: true,
		isSetUp: false,
	});
	expect(readFileSync(path.join(worktree.path, 'app.txt'), 'utf8')).toContain('two');
	expect(git(root, 'status', '--porcelain')).toBe('');
});

test('opening again returns the same worktree, whatever branch an agent checked out', async () => {
	const {config, top} = await createWorktree();
	git(top, 'switch', '-qc', 'feature');
	const again = await openWorktree({config, story, now});
	expect(again).toMatchObject({how: 'reused', worktree: {path: top, branch: 'feature'}});
});

test('reuses a worktree that was made but not recorded when Towline was killed', async () => {
	const config = await createGitProject();
	const top = path.join(config.root, '.towline/worktrees/1_login');
	git(config.root, 'worktree', 'add', '-q', '-b', 'towline/1_login', top);
	await writeFiles(top, {'app.txt': 'changed'});
	const {how, worktree} = await openWorktree({config, story, now});
	expect(how).toBe('reused');
	expect(worktree).toMatchObject({path: top, base: 'main', isThere: true, isSetUp: false});
	expect(readFileSync(path.join(top, 'app.txt'), 'utf8')).toBe('changed');
});

test('makes a worktree again if git was killed while making it, and saves its files', async () => {
	const config = await createGitProject();
	const top = path.join(config.root, '.towline/worktrees/1_login');
	git(config.root, 'worktree', 'add', '-q', '-b', 'towline/1_login', top);
	await writeFiles(config.root, {
		'.git/worktrees/1_login/locked': 'initializing',
		'.git/worktrees/1_login/index.lock': '',
	});
	await writeFiles(top, {'app.txt': 'one\nt'});
	const {how, worktree} = await openWorktree({config, story, now});
	expect(how).toBe('created');
	expect(readFileSync(path.join(worktree.path, 'app.txt'), 'utf8')).toContain('three');
	expect(git(config.root, 'for-each-ref', '--format=%(refname)', 'refs/towline')).toContain('rescue/1_login');
});

test('after an abort while a worktree is made, it can be made again', async () => {
	const config = await createGitProject();
	git(config.root, 'config', 'filter.slow.smudge', 'touch begun; sleep 30');
	await writeFiles(config.root, {'.gitattributes': 'app.txt filter=slow\n'});
	git(config.root, 'add', '.');
	git(config.root, 'commit', '-qm', 'slow');
	const controller = new AbortController();
	const opening = openWorktree({config, story, now, signal: controller.signal});
	const begun = path.join(config.root, '.towline/worktrees/1_login/begun');
	await expect.poll(() => existsSync(begun)).toBe(true);
	controller.abort();
	await expect(opening).rejects.toThrow(/could not be created/);
	git(config.root, 'config', 'filter.slow.smudge', 'cat');
	expect(await openWorktree({config, story, now})).toMatchObject({how: 'created'});
});

test('opening a worktree starts the same number of git processes however many others exist', async () => {
	const {config} = await createWorktree();
	const trace = path.join(config.root, 'trace');
	const countGits = async () => {
		rmSync(trace, {force: true});
		vi.stubEnv('GIT_TRACE', trace);
		await openWorktree({config, story, now});
		vi.unstubAllEnvs();
		return readFileSync(trace, 'utf8').split('trace: built-in: git ').length - 1;
	};
	const alone = await countGits();
	await openWorktree({config, story: toStoryId('2_search'), now});
	await openWorktree({config, story: toStoryId('3_cart'), now});
	expect(alone).toBeGreaterThan(0);
	expect(await countGits()).toBe(alone);
});

test('continues from an existing branch with unmerged work', async () => {
	const config = await createGitProject();
	git(config.root, 'switch', '-qc', 'towline/1_login');
	git(config.root, 'commit', '-qm', 'half done', '--allow-empty');
	git(config.root, 'switch', '-q', 'main');
	const {how, worktree} = await openWorktree({config, story, now});
	expect(how).toBe('attached');
	expect(git(worktree.path, 'log', '-1', '--format=%s')).toBe('half done');
});

test('resets an existing merged branch to the base', async () => {
	const config = await createGitProject();
	git(config.root, 'branch', 'towline/1_login');
	git(config.root, 'commit', '-qm', 'newer', '--allow-empty');
	const {how, worktree} = await openWorktree({config, story, now});
	expect(how).toBe('created');
	expect(git(worktree.path, 'log', '-1', '--format=%s')).toBe('newer');
});

test('makes a worktree again, with its commits, if its folder was deleted', async () => {
	const {config, top} = await createWorktree();
	git(top, 'commit', '-qm', 'work', '--allow-empty');
	rmSync(top, {recursive: true});
	const {how, worktree} = await openWorktree({config, story, now});
	expect(how).toBe('attached');
	expect(git(worktree.path, 'log', '-1', '--format=%s')).toBe('work');
});

test('a project in a subfolder of its repository works in that subfolder of the worktree', async () => {
	const config = await createGitProject();
	await writeFiles(config.root, {'shop/towline.toml': ''});
	git(config.root, 'add', '-A');
	git(config.root, 'commit', '-qm', 'shop');
	const root = path.join(config.root, 'shop');
	const {worktree} = await openWorktree({config: {...config, root}, story, now});
	expect(worktree.folder).toBe(path.join(root, '.towline/worktrees/1_login/shop'));
	expect(findProject(worktree.folder)).toBe(path.join(root, 'towline.toml'));
});

test('several worktrees can be opened at the same time', async () => {
	const config = await createGitProject();
	const stories = Array.from({length: 6}, (_, index) => toStoryId(`s${index}`));
	await Promise.all(stories.map(each => openWorktree({config, story: each, now})));
	expect((await listWorktrees(config)).map(worktree => worktree.branch)).toEqual(
		stories.map(each => `towline/${each}`),
	);
});

test('worktrees that Towline did not make are not listed', async () => {
	const {config, root} = await createWorktree();
	git(root, 'worktree', 'add', '-q', path.join(temporaryFolder(), 'mine'));
	expect(await listWorktrees(config)).toHaveLength(1);
});

test('a base that does not exist is an error that lists the branches', async () => {
	const config = await createGitProject();
	await expect(openWorktree({config: {...config, base: 'mian'}, story, now})).rejects.toMatchObject({
		code: 'CONFIG_INVALID',
		message: expect.stringMatching(/towline.toml: project.base is "mian", expected a branch or commit that exists/),
		hint: 'Branches here: main.',
	});
});

test('without a repository the error says how to continue', async () => {
	const config = {...(await createGitProject()), root: temporaryFolder()};
	await expect(openWorktree({config, story, now})).rejects.toMatchObject({
		code: 'WORKTREE_FAILED',
		message: expect.stringMatching(/is not a git repository/),
		hint: expect.stringMatching(/git init.*enabled = false/),
	});
	await expect(checkRoot(config.root)).resolves.toBeUndefined();
	expect(await listWorktrees(config)).toEqual([]);
});

test('a repository without a commit is refused', async () => {
	const root = temporaryFolder();
	git(root, 'init', '-q');
	await expect(openWorktree({config: {...(await createGitProject()), root}, story, now})).rejects.toMatchObject({
		message: expect.stringMatching(/no commit to branch from/),
	});
});

test('with an unfinished merge worktrees can be made, but the root cannot be worked in', async () => {
	const config = await createGitProject();
	const {root} = config;
	git(root, 'switch', '-qc', 'other');
	await writeFiles(root, {'app.txt': 'theirs'});
	git(root, 'commit', '-qam', 'theirs');
	git(root, 'switch', '-q', 'main');
	await writeFiles(root, {'app.txt': 'ours'});
	git(root, 'commit', '-qam', 'ours');
	expect(() => git(root, 'merge', 'other')).toThrow();
	expect(await readRepository(root)).toMatchObject({kind: 'ready', branch: 'main', unfinished: 'merge'});
	await expect(checkRoot(root)).rejects.toMatchObject({
		code: 'WORKTREE_FAILED',
		message: expect.stringMatching(/has an unfinished merge/),
		hint: expect.stringMatching(/git merge --continue/),
	});
	await expect(openWorktree({config, story, now})).resolves.toMatchObject({how: 'created'});
});

test('with an unfinished rebase a worktree needs a configured base', async () => {
	const config = await createGitProject();
	const {root} = config;
	git(root, 'commit', '-qm', 'more', '--allow-empty');
	expect(() => git(root, 'rebase', '-q', '--exec', 'false', 'HEAD~1')).toThrow();
	await expect(openWorktree({config, story, now})).rejects.toMatchObject({hint: expect.stringMatching(/set base/)});
	await expect(openWorktree({config: {...config, base: 'main'}, story, now})).resolves.toMatchObject({how: 'created'});
});

test('an existing folder at the path is an error and is not changed', async () => {
	const config = await createGitProject();
	await writeFiles(config.root, {'.towline/worktrees/1_login/mine.txt': 'mine'});
	await expect(openWorktree({config, story, now})).rejects.toMatchObject({
		code: 'WORKTREE_FAILED',
		message: expect.stringMatching(/exists and is not a worktree of this project/),
	});
	expect(readFileSync(path.join(config.root, '.towline/worktrees/1_login/mine.txt'), 'utf8')).toBe('mine');
});

test('a branch that is checked out elsewhere is an error that names the path', async () => {
	const config = await createGitProject();
	git(config.root, 'switch', '-qc', 'towline/1_login');
	await expect(openWorktree({config: {...config, base: 'main'}, story, now})).rejects.toMatchObject({
		message: expect.stringMatching(/already checked out in .*shop/),
	});
});

test('if git cannot create the branch the error says why', async () => {
	const config = await createGitProject();
	git(config.root, 'branch', 'towline');
	await expect(openWorktree({config, story, now})).rejects.toMatchObject({
		code: 'WORKTREE_FAILED',
		message: expect.stringMatching(/could not be created: .*refs\/heads\/towline/),
	});
});

test('hooks of the repository are not run', async () => {
	const config = await createGitProject();
	await writeFiles(config.root, {'.git/hooks/post-checkout': '#!/bin/sh\ntouch hooked\n'});
	git(config.root, 'config', 'core.hooksPath', '.git/hooks');
	const {worktree} = await openWorktree({config, story, now});
	expect(git(worktree.path, 'status', '--porcelain')).toBe('');
});

test.for(['.towline', '.towline/worktrees'])('makes no worktree behind a link at %s', async name => {
	const config = await createGitProject();
	const outside = temporaryFolder();
	mkdirSync(path.dirname(path.join(config.root, name)), {recursive: true});
	symlinkSync(outside, path.join(config.root, name));
	await expect(openWorktree({config, story, now})).rejects.toMatchObject({
		code: 'WORKTREE_UNSAFE',
		message: expect.stringContaining(`leads out of the project, to ${outside}`),
	});
	expect(readdirSync(outside)).toEqual([]);
});
