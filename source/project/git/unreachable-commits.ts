import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import type {Worktree} from '../worktree/worktree.ts';
import {git, runGit} from './git.ts';

/**
 * The newest of the commits that become unreachable when the worktree and its branch are removed: those of a detached
 * HEAD, those that only a reflog contains after a reset or amend, those of refs that belong to the worktree, and the
 * autostash of an unfinished rebase or merge.
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
	const output = await git(root, ['rev-list', '--parents', ...notReachable, '--stdin'], {
		input: candidates.join('\n'),
		env: asStored,
	});
	const lines = output
		.split('\n')
		.filter(line => line !== '')
		.map(line => line.split(' '));
	const parents = new Set(lines.flatMap(([, ...commits]) => commits));
	return lines.flatMap(([commit]) => (commit !== undefined && !parents.has(commit) ? [commit] : []));
}

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
		...(await listNamed(worktree.gitFolder)),
		...(await ask('for-each-ref', '--format=%(objectname)', 'refs/worktree', 'refs/bisect', 'refs/rewritten')),
		...(branch === undefined ? [] : await ask('log', '--walk-reflogs', '--format=%H', `refs/heads/${branch}`, '--')),
		...(branch === undefined ? [] : await ask('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`)),
	];
	return filterCommits(root, [...new Set(found)]);
}

/**
 * Every object that a file in git's folder of the worktree names: its reflog, `ORIG_HEAD` and the like, and the state of an
 * unfinished rebase or merge, whose autostash is the only copy of changes that were not committed.
 */
async function listNamed(gitFolder: string): Promise<readonly string[]> {
	const entries = await readdir(gitFolder, {withFileTypes: true, recursive: true});
	const files = entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
	const texts = files.filter(file => !/^(index|modules)\b/.test(path.relative(gitFolder, file)));
	const named = await Promise.all(
		texts.map(async file => (await readFile(file, 'latin1')).match(/\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b/g) ?? []),
	);
	return named.flat();
}

/** An agent can make `git replace` pretend that a commit has other parents. */
const asStored = {GIT_NO_REPLACE_OBJECTS: '1'};

/** Those names that are commits. A reflog also names commits that garbage collection has removed. */
async function filterCommits(root: string, names: readonly string[]): Promise<readonly string[]> {
	const input = names.filter(name => /^[0-9a-f]{40,64}$/.test(name)).join('\n');
	const checked = await git(root, ['cat-file', '--batch-check'], {input, env: asStored});
	return [...checked.matchAll(/^([0-9a-f]+) commit /gm)].map(([, name = '']) => name);
}
