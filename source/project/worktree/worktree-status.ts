import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {git} from '../git/git.ts';
import {resolveCommit} from '../git/repository.ts';
import {withScratchIndex} from '../git/scratch-index.ts';
import {gitEnvironment, type Worktree} from './worktree.ts';

/** What a worktree holds that is nowhere else. */
export type WorktreeStatus = {
	/** Tracked files that are changed or staged. */
	readonly dirty: number;
	readonly untracked: number;
	/** Files and folders that git ignores: build output, copied settings. They count as no work. */
	readonly ignored: number;
	/** Commits that its base does not have. */
	readonly unmerged: number;
	/** Why somebody locked it with `git worktree lock`; empty without a reason, `undefined` if nobody did. */
	readonly lock: string | undefined;
};

/** Looks at a worktree without changing anything in it. A missing one holds no files. */
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

/** Why there is something to lose, in the words a person reads; empty if there is nothing. */
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
 * `git status` with a copy of the index whose files are all watched: an agent can tell git to overlook changes of a
 * file (`--assume-unchanged`, `--skip-worktree`), and they are work all the same.
 */
async function readEntries(worktree: Worktree): Promise<readonly string[]> {
	return withScratchIndex(worktree, 'copy', async ({env}) => {
		const overlooked = await listOverlooked(worktree, env);

		if (overlooked.size > 0) {
			const input = [...overlooked].join('\0');
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
		// A file that a sparse checkout leaves out is not deleted.
		return output
			.split('\0')
			.filter(entry => entry !== '' && !(entry.startsWith(' D') && overlooked.has(entry.slice(3))));
	});
}

async function listOverlooked(worktree: Worktree, env: Readonly<Record<string, string>>): Promise<ReadonlySet<string>> {
	const output = await git(worktree.path, ['ls-files', '-v', '-z'], {env, encoding: 'latin1'});
	// `S` is skip-worktree, a small letter assume-unchanged.
	return new Set(
		output
			.split('\0')
			.filter(entry => /^[Sa-z]/.test(entry))
			.map(entry => entry.slice(2)),
	);
}

/** The base's upstream counts too: what was merged there is merged. Without the base, what the root has counts. */
async function countUnmerged(worktree: Worktree, root: string): Promise<number> {
	const base = (await resolveCommit(root, worktree.base)) ?? (await resolveCommit(root, 'HEAD'));
	const upstream = await resolveCommit(root, `${worktree.base}@{upstream}`);
	const tips = await worktreeTips(worktree, root);
	const merged = [base, upstream].filter(commit => commit !== undefined);
	return tips.length === 0 ? 0 : Number(await git(root, ['rev-list', '--count', ...tips, '--not', ...merged]));
}

/** What is checked out in the worktree, if anything was committed. */
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
