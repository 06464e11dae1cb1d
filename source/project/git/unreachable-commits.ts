import type {Worktree} from '../worktree/worktree.ts';
import {git, runGit} from './git.ts';

/**
 * The newest of the commits that become unreachable when the worktree and its branch are removed: those of a detached
 * HEAD, those that only a reflog contains after a reset or amend, and those of refs that belong to the worktree.
 */
export async function findUnreachableCommits(options: {
	readonly root: string;
	readonly worktree: Worktree;
	/** The branch that will be deleted; `undefined` if none will be. */
	readonly branch: string | undefined;
	/** The commit of HEAD; empty before the first commit. */
	readonly head: string;
}): Promise<readonly string[]> {
	const {root, worktree, branch, head} = options;
	const candidates = await listCandidates(root, worktree, branch, head);

	if (candidates.length === 0) {
		return [];
	}

	// Runs in the root, with `--single-worktree`: otherwise `--all` includes the HEADs of all worktrees.
	const excluded = branch === undefined ? [] : [`--exclude=refs/heads/${branch}`];
	const notReachable = ['--single-worktree', '--not', ...excluded, '--all', '--not'];
	const output = await git(root, ['rev-list', '--parents', ...notReachable, '--stdin'], {input: candidates.join('\n')});
	const lines = output
		.split('\n')
		.filter(line => line !== '')
		.map(line => line.split(' '));
	const parents = new Set(lines.flatMap(([, ...commits]) => commits));
	return lines.flatMap(([commit]) => (commit !== undefined && !parents.has(commit) ? [commit] : []));
}

/** Refs in git's folder of the worktree that may be the only reference to a commit. */
const pseudoRefs = ['ORIG_HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'REBASE_HEAD'];

async function listCandidates(
	root: string,
	worktree: Worktree,
	branch: string | undefined,
	head: string,
): Promise<readonly string[]> {
	const env = {GIT_DIR: worktree.gitFolder};
	const ask = async (...args: readonly string[]) =>
		(await runGit(root, args, {env, accept: [1, 128]})).output.trim().split('\n');
	const found = [
		head,
		...(await ask('log', '--walk-reflogs', '--format=%H', 'HEAD', '--')),
		...(await ask('for-each-ref', '--format=%(objectname)', 'refs/worktree', 'refs/bisect', 'refs/rewritten')),
		...(branch === undefined ? [] : await ask('log', '--walk-reflogs', '--format=%H', `refs/heads/${branch}`, '--')),
		...(branch === undefined ? [] : await ask('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`)),
		...(await Promise.all(pseudoRefs.map(name => ask('rev-parse', '--verify', '--quiet', name)))).flat(),
	];
	return filterCommits(root, [...new Set(found)]);
}

/** Those names that are commits. A reflog also names commits that garbage collection has removed. */
async function filterCommits(root: string, names: readonly string[]): Promise<readonly string[]> {
	const input = names.filter(name => /^[0-9a-f]{40,64}$/.test(name)).join('\n');
	const checked = await git(root, ['cat-file', '--batch-check'], {input});
	return [...checked.matchAll(/^([0-9a-f]+) commit /gm)].map(([, name = '']) => name);
}
