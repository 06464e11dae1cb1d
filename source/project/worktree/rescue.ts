import {existsSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {EpochMs} from '../../core/ids.ts';
import {git, runGit} from '../git/git.ts';
import {withScratchIndex} from '../git/scratch-index.ts';
import {findUnreachableCommits} from '../git/unreachable-commits.ts';
import {gitEnvironment, type Worktree} from './worktree.ts';

/** Where a worktree's work was saved, and how to restore it. */
export type Rescue = {
	/** `refs/towline/rescue/<story>/<time>`. */
	readonly ref: string;
	/** A shell command that restores it. */
	readonly restore: string;
};

/**
 * Saves all work that would be lost with the worktree and its branch, as one commit under a ref of its own. The commit's
 * tree has the files of the worktree; its parents are HEAD, a commit with the staged files, and the commits that would
 * become unreachable. Modifies nothing else. Returns `undefined` if there is nothing to save.
 * Throws `WORKTREE_UNSAFE` if there is a repository inside the worktree, which git cannot save.
 */
export async function rescueWorktree(options: {
	readonly root: string;
	readonly worktree: Worktree;
	/** The branch that will be deleted; `undefined` if none will be. */
	readonly branch: string | undefined;
	readonly now: EpochMs;
}): Promise<Rescue | undefined> {
	const {root, worktree, branch, now} = options;
	const env = {...gitEnvironment(worktree), ...author};
	const cwd = worktree.isThere ? worktree.path : root;
	const head = (await runGit(cwd, ['rev-parse', '--verify', '--quiet', 'HEAD'], {env, accept: [1, 128]})).output.trim();
	const treeOf = head === '' ? ['hash-object', '-t', 'tree', '-w', '--stdin'] : ['rev-parse', `${head}^{tree}`];
	const headTree = (await git(cwd, treeOf, {env})).trim();
	const staged = await writeStaged(worktree, cwd);
	const files = worktree.isThere ? await writeFiles(worktree) : staged;
	const unreachable = await findUnreachableCommits({root, worktree, branch, head});

	if (files === headTree && staged === headTree && unreachable.length === 0) {
		return undefined;
	}

	const commit = (tree: string, parents: readonly string[], message: string) =>
		git(cwd, ['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent])], {env, input: message});
	const heads = head === '' ? [] : [head];
	const hasOwnIndex = staged !== headTree && staged !== files;
	const index = hasOwnIndex ? [(await commit(staged, heads, `Staged in ${worktree.story}\n`)).trim()] : [];
	const parents = [...heads, ...index, ...unreachable.filter(tip => tip !== head)];
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

/** Writes the worktree's files, except ignored ones, as a tree. Returns its id. */
async function writeFiles(worktree: Worktree): Promise<string> {
	return withScratchIndex(worktree, 'empty', async ({env}) => {
		await git(worktree.path, ['read-tree', 'HEAD'], {env, accept: [128]});
		await refuseRepositories(worktree, env);
		// Do not convert line endings.
		const asIs = ['-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false'];
		await git(worktree.path, [...asIs, 'add', '--all', '--sparse', '.'], {env});
		return (await git(worktree.path, ['write-tree'], {env})).trim();
	});
}

/** Writes the index as a tree. Returns its id. Each version of a conflicted file gets its own name, such as `a.txt.~stage2`. */
async function writeStaged(worktree: Worktree, cwd: string): Promise<string> {
	const listed = await git(cwd, ['ls-files', '--stage', '-z'], {env: gitEnvironment(worktree), encoding: 'latin1'});
	const input = listed.replace(/(^|\0)(\d+ [0-9a-f]+) ([1-3])\t([^\0]+)/g, '$1$2 0\t$4.~stage$3');

	return withScratchIndex(worktree, 'empty', async ({env}) => {
		// An entry of `git add -N` refers to the empty blob, which may not exist yet.
		await git(cwd, ['hash-object', '-w', '--stdin'], {env});
		await git(cwd, ['update-index', '-z', '--index-info'], {env, input, encoding: 'latin1'});
		return (await git(cwd, ['write-tree'], {env})).trim();
	});
}

/** Throws if a repository is inside the worktree: git would record only its commit, not its content. */
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
			`${what} is a separate git repository inside ${cwd}, which cannot be saved.`,
			{
				hint: 'Move it out of the worktree, or push its commits and delete it. Then try again.',
			},
		);
	}
}

/** `20260714T101530123Z`: sorts by time and is valid in a ref. */
function formatTime(at: EpochMs): string {
	return new Date(at).toISOString().replace(/[-:.]/g, '');
}
