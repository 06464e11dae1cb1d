import {existsSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {askGit, git} from '../git/git.ts';
import {findLostTips} from '../git/lost-commits.ts';
import {withScratchIndex} from '../git/scratch-index.ts';
import {gitEnvironment, type Worktree} from './worktree.ts';

/** Where a worktree's work was saved, and how to get it back. */
export type Rescue = {
	/** `refs/towline/rescue/<story>/<time>`. */
	readonly ref: string;
	/** A command line. */
	readonly restore: string;
};

/**
 * Saves everything that would be unreachable without the worktree and its branch, in one commit under its own ref:
 * its tree is the files as they are, its parents are HEAD, what is staged, and commits that only a reflog or a
 * detached HEAD still knows. Changes nothing else. `undefined` if there was nothing to save.
 * Throws `WORKTREE_UNSAFE` for what git cannot save: a repository inside the worktree.
 */
export async function rescueWorktree(options: {
	readonly root: string;
	readonly worktree: Worktree;
	/** The branch that will be deleted. */
	readonly branch: string | undefined;
	readonly now: EpochMs;
}): Promise<Rescue | undefined> {
	const {root, worktree, branch, now} = options;
	const env = {...gitEnvironment(worktree), ...author};
	const cwd = worktree.isThere ? worktree.path : root;
	const head = (await askGit(cwd, ['rev-parse', '--verify', '--quiet', 'HEAD'], {env, accept: [1, 128]})).output.trim();
	const treeOf = head === '' ? ['hash-object', '-t', 'tree', '-w', '--stdin'] : ['rev-parse', `${head}^{tree}`];
	const headTree = (await git(cwd, treeOf, {env})).trim();
	const staged = await writeStaged(worktree, cwd);
	const files = worktree.isThere ? await writeFiles(worktree) : staged;
	const lost = await findLostTips({root, worktree, branch, head});

	if (files === headTree && staged === headTree && lost.length === 0) {
		return undefined;
	}

	const commit = (tree: string, parents: readonly string[], message: string) =>
		git(cwd, ['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent])], {env, input: message});
	const heads = head === '' ? [] : [head];
	const isStagedApart = staged !== headTree && staged !== files;
	const index = isStagedApart ? [(await commit(staged, heads, `Staged in ${worktree.story}\n`)).trim()] : [];
	const parents = [...heads, ...index, ...lost.filter(tip => tip !== head)];
	const saved = (await commit(files, parents, `Saved from the worktree of ${worktree.story}\n`)).trim();
	const ref = `refs/towline/rescue/${worktree.story}/${formatTime(now)}`;
	await git(root, ['update-ref', '--create-reflog', ref, saved, '0'.repeat(saved.length)]);
	return {ref, restore: `git switch -c ${worktree.story}-rescued ${ref}`};
}

const author = {
	GIT_AUTHOR_NAME: 'Towline',
	GIT_AUTHOR_EMAIL: 'towline@localhost',
	GIT_COMMITTER_NAME: 'Towline',
	GIT_COMMITTER_EMAIL: 'towline@localhost',
};

/** The files of the worktree as a tree, ignored ones left out. */
async function writeFiles(worktree: Worktree): Promise<string> {
	return withScratchIndex(worktree, 'empty', async ({env}) => {
		await git(worktree.path, ['read-tree', 'HEAD'], {env, accept: [128]});
		await refuseRepositories(worktree, env);
		// A file is saved as it is, whatever the person's line endings.
		const asIs = ['-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false'];
		await git(worktree.path, [...asIs, 'add', '--all', '--sparse', '.'], {env});
		return (await git(worktree.path, ['write-tree'], {env})).trim();
	});
}

/** What is staged as a tree; of a file in conflict, all its versions under names of their own. */
async function writeStaged(worktree: Worktree, cwd: string): Promise<string> {
	const listed = await git(cwd, ['ls-files', '--stage', '-z'], {env: gitEnvironment(worktree), encoding: 'latin1'});
	const input = listed.replace(/(^|\0)(\d+ [0-9a-f]+) ([1-3])\t([^\0]+)/g, '$1$2 0\t$4.~stage$3');

	return withScratchIndex(worktree, 'empty', async ({env}) => {
		// A file that is only announced (`add -N`) has the empty blob's name, which need not exist.
		await git(cwd, ['hash-object', '-w', '--stdin'], {env});
		await git(cwd, ['update-index', '-z', '--index-info'], {env, input, encoding: 'latin1'});
		return (await git(cwd, ['write-tree'], {env})).trim();
	});
}

/** git saves of a repository inside another only the name of a commit, which goes with it. */
async function refuseRepositories(worktree: Worktree, env: Readonly<Record<string, string>>): Promise<void> {
	const cwd = worktree.path;
	const untracked = await git(cwd, ['ls-files', '-z', '--others', '--exclude-standard'], {env});
	const tracked = await git(cwd, ['ls-files', '-z', '--stage'], {env});
	const links = tracked.split('\0').filter(entry => entry.startsWith('160000'));
	const inner = [
		...untracked.split('\0').filter(file => file.endsWith('/')),
		...links
			.map(entry => entry.slice(entry.indexOf('\t') + 1))
			.filter(folder => existsSync(path.join(cwd, folder, '.git'))),
	];

	if (inner.length > 0) {
		const what = inner.map(folder => path.join(cwd, folder)).join(', ');
		throw new TowlineError(
			'WORKTREE_UNSAFE',
			`${what} is a repository of its own, which cannot be saved with ${cwd}.`,
			{
				hint: 'Move it away or push what it holds, remove it, and try again.',
			},
		);
	}
}

/** `20260714T101530123Z`: sorts by time and is fit for a ref. */
function formatTime(at: EpochMs): string {
	return new Date(at).toISOString().replace(/[-:.]/g, '');
}
