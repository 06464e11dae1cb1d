import type {Worktree} from '../worktree/worktree.ts';
import {askGit, git} from './git.ts';

/**
 * The newest of the commits that nothing would lead to once the worktree and its branch are gone: on a detached HEAD,
 * reset or amended away and known only to a reflog, or on a ref that only the worktree has.
 */
export async function findLostTips(options: {
	readonly root: string;
	readonly worktree: Worktree;
	/** The branch that will be deleted; `undefined` if all stay. */
	readonly branch: string | undefined;
	/** Empty before the first commit. */
	readonly head: string;
}): Promise<readonly string[]> {
	const {root, worktree, branch, head} = options;
	const tips = await listTips(root, worktree, branch, head);

	if (tips.length === 0) {
		return [];
	}

	// Asked in the root, and for its HEAD alone: by itself `--all` also takes the HEADs of all worktrees as lasting.
	const doomed = branch === undefined ? [] : [`--exclude=refs/heads/${branch}`];
	const lasting = ['--single-worktree', '--not', ...doomed, '--all', '--not'];
	const output = await git(root, ['rev-list', '--parents', ...lasting, '--stdin'], {input: tips.join('\n')});
	const lines = output
		.split('\n')
		.filter(line => line !== '')
		.map(line => line.split(' '));
	const parents = new Set(lines.flatMap(([, ...commits]) => commits));
	return lines.flatMap(([commit]) => (commit !== undefined && !parents.has(commit) ? [commit] : []));
}

/** Names in git's folder of the worktree that can hold the last trace of a commit. */
const pseudoRefs = ['ORIG_HEAD', 'MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'REBASE_HEAD'];

async function listTips(
	root: string,
	worktree: Worktree,
	branch: string | undefined,
	head: string,
): Promise<readonly string[]> {
	const env = {GIT_DIR: worktree.gitFolder};
	const ask = async (...args: readonly string[]) =>
		(await askGit(root, args, {env, accept: [1, 128]})).output.trim().split('\n');
	const found = [
		head,
		...(await ask('log', '--walk-reflogs', '--format=%H', 'HEAD', '--')),
		...(await ask('for-each-ref', '--format=%(objectname)', 'refs/worktree', 'refs/bisect', 'refs/rewritten')),
		...(branch === undefined ? [] : await ask('log', '--walk-reflogs', '--format=%H', `refs/heads/${branch}`, '--')),
		...(branch === undefined ? [] : await ask('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`)),
		...(await Promise.all(pseudoRefs.map(name => ask('rev-parse', '--verify', '--quiet', name)))).flat(),
	];
	return keepCommits(root, [...new Set(found)]);
}

/** A reflog also names commits that were collected long ago. */
async function keepCommits(root: string, names: readonly string[]): Promise<readonly string[]> {
	const input = names.filter(name => /^[0-9a-f]{40,64}$/.test(name)).join('\n');
	const checked = await git(root, ['cat-file', '--batch-check'], {input});
	return [...checked.matchAll(/^([0-9a-f]+) commit /gm)].map(([, name = '']) => name);
}
