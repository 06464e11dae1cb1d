import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {git} from '../git/git.ts';
import {resolveCommit} from '../git/repository.ts';
import {withScratchIndex} from '../git/scratch-index.ts';
import {gitEnvironment, type Worktree} from './worktree.ts';

/** What would be lost with a worktree. */
export type WorktreeStatus = {
	/** Tracked files that are changed or staged. */
	readonly dirty: number;
	readonly untracked: number;
	/** Files and folders that git ignores, such as build output. They do not count as work. */
	readonly ignored: number;
	/** Commits that are not in its base. */
	readonly unmerged: number;
	/** The reason given to `git worktree lock`, empty if none was given; `undefined` if it is not locked. */
	readonly lock: string | undefined;
};

/** Reads the status of a worktree without modifying it. One whose folder is missing has no files. */
export async function readWorktreeStatus(worktree: Worktree, root: string): Promise<WorktreeStatus> {
	const entries = worktree.isThere ? await readEntries(worktree) : [];
	const untracked = entries.filter(entry => entry.startsWith('??')).length;
	const ignored = entries.filter(entry => entry.startsWith('!!')).length;
	return {
		dirty: entries.length - untracked - ignored,
		untracked,
		ignored,
		unmerged: await countUnmerged(worktree, root),
		lock: readLock(worktree),
	};
}

/** What would be lost, for people: `2 changed files`, `1 unmerged commit`; empty if nothing. */
export function describeWork(status: WorktreeStatus): readonly string[] {
	return [
		status.dirty > 0 ? `${status.dirty} changed ${files(status.dirty)}` : '',
		status.untracked > 0 ? `${status.untracked} untracked ${files(status.untracked)}` : '',
		status.unmerged > 0 ? `${status.unmerged} unmerged ${status.unmerged === 1 ? 'commit' : 'commits'}` : '',
	].filter(text => text !== '');
}

function files(count: number): string {
	return count === 1 ? 'file' : 'files';
}

/**
 * Runs `git status` with a copy of the index in which no file is marked `--assume-unchanged` or `--skip-worktree`: an
 * agent can set these marks, and changes to such files are work too.
 */
async function readEntries(worktree: Worktree): Promise<readonly string[]> {
	return withScratchIndex(worktree, 'copy', async ({env}) => {
		const hidden = await listHidden(worktree, env);

		if (hidden.size > 0) {
			const input = [...hidden].join('\0');
			for (const flag of ['--no-assume-unchanged', '--no-skip-worktree']) {
				await git(worktree.path, ['update-index', flag, '-z', '--stdin'], {env, input, encoding: 'latin1'});
			}
		}

		const output = await git(
			worktree.path,
			[
				'status',
				'--porcelain',
				'-z',
				'--untracked-files=all',
				'--ignored=matching',
				'--no-renames',
				'--ignore-submodules=none',
			],
			{env, encoding: 'latin1'},
		);
		// A hidden file that is missing was left out by a sparse checkout, not deleted.
		return output.split('\0').filter(entry => entry !== '' && !(entry.startsWith(' D') && hidden.has(entry.slice(3))));
	});
}

async function listHidden(worktree: Worktree, env: Readonly<Record<string, string>>): Promise<ReadonlySet<string>> {
	const output = await git(worktree.path, ['ls-files', '-v', '-z'], {env, encoding: 'latin1'});
	// `S` means skip-worktree, a lower-case letter assume-unchanged.
	return new Set(
		output
			.split('\0')
			.filter(entry => /^[Sa-z]/.test(entry))
			.map(entry => entry.slice(2)),
	);
}

/** A commit counts as merged if it is in the base, in the base's upstream, or, if the base is gone, in the root's HEAD. */
async function countUnmerged(worktree: Worktree, root: string): Promise<number> {
	const base = (await resolveCommit(root, worktree.base)) ?? (await resolveCommit(root, 'HEAD'));
	const upstream = await resolveCommit(root, `${worktree.base}@{upstream}`);
	const tips = await worktreeTips(worktree, root);
	const merged = [base, upstream].filter(commit => commit !== undefined);
	return tips.length === 0 ? 0 : Number(await git(root, ['rev-list', '--count', ...tips, '--not', ...merged]));
}

/** The commit that is checked out in the worktree; empty before the first commit. */
async function worktreeTips(worktree: Worktree, root: string): Promise<readonly string[]> {
	const output = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD'], {
		env: {GIT_DIR: gitEnvironment(worktree).GIT_DIR ?? ''},
		accept: [1, 128],
	});
	return output.trim() === '' ? [] : [output.trim()];
}

function readLock({gitFolder}: Worktree): string | undefined {
	const file = path.join(gitFolder, 'locked');
	return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
