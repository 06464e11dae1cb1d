import type {EpochMs} from '../../core/ids.ts';
import {checkBlobs} from '../git/check-blobs.ts';
import {git, runGit} from '../git/git.ts';
import {withScratchIndex} from '../git/scratch-index.ts';
import {findUnreachableCommits} from '../git/unreachable-commits.ts';
import type {ObjectFormat} from './file-bytes.ts';
import {refuseSubmoduleCommits} from './inner-repositories.ts';
import {type SavedTree, writeTree} from './saved-tree.ts';
import {gitEnvironment, type Worktree} from './worktree.ts';

/** Where a worktree's work was saved, and how to restore it. */
export type Rescue = {
	/** `refs/towline/rescue/<story>/<time>`. */
	readonly ref: string;
	/** A shell command that restores it. */
	readonly restore: string;
};

/** Everything of a worktree that would be lost with it, now in the repository. */
export type SavedWork = {
	/** `undefined` if there was nothing to save. */
	readonly rescue: Rescue | undefined;
	/** The files; `undefined` if its folder is missing. */
	readonly files: SavedTree | undefined;
	readonly gitState: GitState;
	readonly format: ObjectFormat;
};

/** What of a worktree's work is in git's folder for it. */
export type GitState = {
	/** The commit of HEAD; empty before the first commit. */
	readonly head: string;
	/** A tree with the staged files. */
	readonly staged: string;
	/** The newest commits that become unreachable with the worktree and its branch. */
	readonly unreachable: readonly string[];
};

type RescueOptions = {
	readonly root: string;
	readonly worktree: Worktree;
	/** The branch that will be deleted; `undefined` if none will be. */
	readonly branch: string | undefined;
	readonly now: EpochMs;
};

/**
 * Saves all work that would be lost with the worktree and its branch, as one commit under a ref of its own. The commit's
 * tree has the files of the worktree; its parents are HEAD, a commit with the staged files, and the commits that would
 * become unreachable. What was written is read back and compared. Modifies nothing else. Throws `WORKTREE_UNSAFE` if there is a
 * repository inside the worktree, or a submodule with commits of its own, which cannot be saved.
 */
export async function rescueWorktree(options: RescueOptions): Promise<SavedWork> {
	const {root, worktree} = options;
	await refuseSubmoduleCommits(worktree);
	const gitState = await readGitState(options);
	const format = gitState.staged.length === 64 ? 'sha256' : 'sha1';
	const files = worktree.isThere ? await writeTree(worktree, format) : undefined;
	const rescue = await storeRescue(options, gitState, files?.tree ?? gitState.staged);
	await checkBlobs(root, files?.written ?? [], format);
	return {rescue, files, gitState, format};
}

/** Reads the work that is in git's folder for the worktree. Writes the staged files as a tree. */
export async function readGitState({root, worktree, branch}: Omit<RescueOptions, 'now'>): Promise<GitState> {
	const env = gitEnvironment({...worktree, isThere: false});
	const args = ['rev-parse', '--verify', '--quiet', 'HEAD'];
	const head = (await runGit(root, args, {env, accept: [1, 128]})).output.trim();
	const staged = await writeStaged(worktree, root);
	return {head, staged, unreachable: await findUnreachableCommits({root, worktree, branch, head})};
}

async function storeRescue(
	{root, worktree, now}: RescueOptions,
	{head, staged, unreachable}: GitState,
	files: string,
): Promise<Rescue | undefined> {
	const env = {...gitEnvironment({...worktree, isThere: false}), ...author};
	const treeOf = head === '' ? ['hash-object', '-t', 'tree', '-w', '--stdin'] : ['rev-parse', `${head}^{tree}`];
	const headTree = (await git(root, treeOf, {env})).trim();

	if (files === headTree && staged === headTree && unreachable.length === 0) {
		return undefined;
	}

	const commit = (tree: string, parents: readonly string[], message: string) =>
		git(root, ['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent])], {env, input: message});
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

/** Writes the index as a tree. Returns its id. Each version of a conflicted file gets its own name, such as `a.txt.~stage2`. */
async function writeStaged(worktree: Worktree, cwd: string): Promise<string> {
	const own = gitEnvironment({...worktree, isThere: false});
	const listed = await git(cwd, ['ls-files', '--stage', '-z'], {env: own, encoding: 'latin1', maxBytes: 1024 ** 3});
	const input = listed.replace(/(^|\0)(\d+ [0-9a-f]+) ([1-3])\t([^\0]+)/g, '$1$2 0\t$4.~stage$3');

	return withScratchIndex(worktree, 'empty', async ({env}) => {
		// An entry of `git add -N` refers to the empty blob, which may not exist yet.
		await git(cwd, ['hash-object', '-w', '--stdin'], {env});
		await git(cwd, ['update-index', '-z', '--index-info'], {env, input, encoding: 'latin1'});
		return (await git(cwd, ['write-tree'], {env})).trim();
	});
}

/** `20260714T101530123Z`: sorts by time and is valid in a ref. */
function formatTime(at: EpochMs): string {
	return new Date(at).toISOString().replace(/[-:.]/g, '');
}
