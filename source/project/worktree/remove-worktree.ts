import {TowlineError, toMessage} from '../../core/errors.ts';
import type {EpochMs, StoryId} from '../../core/ids.ts';
import {renderWorktreeTemplate} from '../config/prompt.ts';
import {askGit, git} from '../git/git.ts';
import {listProcessesInside} from './processes-inside.ts';
import {type Rescue, rescueWorktree} from './rescue.ts';
import {findWorktree, listCheckedOut, listWorktrees, type Worktree, type WorktreeConfig} from './worktree.ts';
import {worktreeMutex} from './worktree-mutex.ts';
import {describeWork, readWorktreeStatus} from './worktree-status.ts';

/** What became of a worktree that was removed. */
export type Removal = {
	readonly story: StoryId;
	readonly path: string;
	/** Where its work was saved; `undefined` if all of it is in the base anyway. */
	readonly rescue: Rescue | undefined;
	/** How many ignored files and folders went with it. They are not saved. */
	readonly ignored: number;
	/** The branch that was deleted with it, all of it being in the base or saved. */
	readonly deletedBranch: string | undefined;
};

/** How worktrees are to be removed. */
export type RemovalOptions = {
	readonly config: WorktreeConfig;
	/** Saves everything first instead of refusing. */
	readonly force: boolean;
	/** Why a story's worktree is in use (`it is running`), or `undefined`: asked of who knows the runs. Never forced. */
	readonly inUse: (story: StoryId) => string | undefined;
	readonly now: EpochMs;
	/** Runs the tear-down commands in it, once it is known that it will go. */
	readonly tearDown?: (worktree: Worktree) => Promise<void>;
};

/** A worktree that a prune left alone, and why. */
export type Kept = {readonly story: StoryId; readonly path: string; readonly reason: string};

/**
 * Removes a story's worktree and its branch, and loses nothing: what is changed, untracked, unmerged, locked or in use
 * is refused with the reason. With `force` all of it is saved to a rescue ref first.
 * Throws `WORKTREE_UNSAFE`, and `WORKTREE_FAILED` if there is none.
 */
export async function removeWorktree(options: RemovalOptions & {readonly story: StoryId}): Promise<Removal> {
	const worktree = await findWorktree(options.config, options.story);

	if (!worktree) {
		throw new TowlineError('WORKTREE_FAILED', `${options.story} has no worktree.`, {
			hint: 'See "towline worktree ls".',
		});
	}

	return worktreeMutex(options.config.root, () => remove(worktree, options));
}

/** Removes all worktrees that can be, except those of the stories to keep. Says of each other one why it stays. */
export async function pruneWorktrees(
	options: RemovalOptions & {readonly keep: ReadonlySet<StoryId>},
): Promise<{readonly removed: readonly Removal[]; readonly kept: readonly Kept[]}> {
	const removed: Removal[] = [];
	const kept: Kept[] = [];

	for (const worktree of await listWorktrees(options.config)) {
		const {story, path} = worktree;

		if (options.keep.has(story)) {
			kept.push({story, path, reason: 'its story is open'});
			continue;
		}

		try {
			removed.push(await worktreeMutex(options.config.root, () => remove(worktree, options)));
		} catch (error) {
			kept.push({story, path, reason: toMessage(error)});
		}
	}

	return {removed, kept};
}

/**
 * Makes git forget a worktree whose folder somebody removed, or that was never finished, so that its story can have a new
 * one. The branch stays; what only the worktree or git's folder for it still knew (staged files, a detached HEAD) is
 * saved first.
 */
export async function forgetWorktree(options: {
	readonly config: WorktreeConfig;
	readonly worktree: Worktree;
	readonly now: EpochMs;
}): Promise<Rescue | undefined> {
	const {config, worktree, now} = options;
	const rescue = await rescueWorktree({root: config.root, worktree, branch: undefined, now});
	await git(config.root, ['worktree', 'remove', '--force', '--force', worktree.path]);
	return rescue;
}

async function remove(worktree: Worktree, options: RemovalOptions): Promise<Removal> {
	const {config, force, now, tearDown} = options;
	const {root} = config;
	const status = await readWorktreeStatus(worktree, root);
	await refuseUse(worktree, status.lock, options);
	const work = describeWork(status);

	if (work.length > 0 && !force) {
		throw new TowlineError('WORKTREE_UNSAFE', `The worktree of ${worktree.story} has ${work.join(', ')}.`, {
			hint: `Commit and merge them, or save them aside and remove it: towline worktree rm ${worktree.story} --force.`,
		});
	}

	await tearDown?.(worktree);
	const branch = await ownBranch(worktree, config);
	const rescue = await rescueWorktree({root, worktree, branch: branch?.name, now});
	// Without force git looks once more itself: what was written in the meantime stays.
	const forced = force || !worktree.isThere ? ['--force', '--force'] : [];
	await git(root, ['-c', 'status.showUntrackedFiles=all', 'worktree', 'remove', ...forced, worktree.path]);
	const isDeleted = branch !== undefined && (await deleteBranch(root, branch));
	return {
		story: worktree.story,
		path: worktree.path,
		rescue,
		ignored: status.ignored,
		deletedBranch: isDeleted ? branch.name : undefined,
	};
}

/** A run is never cut off: it would write on into a folder that is gone. Others only keep it from going unforced. */
async function refuseUse(worktree: Worktree, lock: string | undefined, {inUse, force}: RemovalOptions): Promise<void> {
	const {story, path} = worktree;
	const run = inUse(story);

	if (run !== undefined) {
		throw new TowlineError('WORKTREE_UNSAFE', `The worktree of ${story} is in use: ${run}.`, {
			hint: `Stop it first: towline kill ${story}.`,
		});
	}

	if (force) {
		return;
	}

	if (lock !== undefined) {
		throw new TowlineError('WORKTREE_UNSAFE', `The worktree of ${story} is locked${lock ? `: ${lock}` : ''}.`, {
			hint: `Unlock it with "git worktree unlock ${path}".`,
		});
	}

	const [process, ...others] = await listProcessesInside(path);

	if (process) {
		const more = others.length > 0 ? ` and ${others.length} more` : '';
		throw new TowlineError(
			'WORKTREE_UNSAFE',
			`The worktree of ${story} is in use by ${process.name} (pid ${process.pid})${more}.`,
			{
				hint: 'End it, or leave the folder in that shell.',
			},
		);
	}
}

type Branch = {readonly name: string; readonly tip: string};

/** The story's own branch, unless it is checked out somewhere else too. One that an agent made beside it stays. */
async function ownBranch(worktree: Worktree, config: WorktreeConfig): Promise<Branch | undefined> {
	const name = renderWorktreeTemplate(config.worktree.branch, worktree.story);
	const {output} = await askGit(config.root, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`], {accept: [1]});
	const others = [...(await listCheckedOut(config.root))].filter(([path]) => path !== worktree.path);
	const isFree = name !== worktree.base && others.every(([, branch]) => branch !== name);
	return output.trim() !== '' && isFree ? {name, tip: output.trim()} : undefined;
}

/** Only as it was when it was saved: a commit that somebody has made since keeps it. */
async function deleteBranch(root: string, {name, tip}: Branch): Promise<boolean> {
	return (await askGit(root, ['update-ref', '-d', `refs/heads/${name}`, tip], {accept: [1, 128]})).exitCode === 0;
}
