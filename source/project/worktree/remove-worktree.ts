import {TowlineError, toMessage} from '../../core/errors.ts';
import type {EpochMs, StoryId} from '../../core/ids.ts';
import {renderWorktreeTemplate} from '../config/prompt.ts';
import {runGit} from '../git/git.ts';
import {type DeletedWorktree, deleteWorktree, repairWorktree} from './delete-worktree.ts';
import {listProcessesInside} from './processes-inside.ts';
import {findWorktree, listCheckedOut, listWorktrees, type Worktree, type WorktreeConfig} from './worktree.ts';
import {worktreeMutex} from './worktree-mutex.ts';
import {describeWork, readWorktreeStatus} from './worktree-status.ts';

/** The result of removing a worktree. */
export type Removal = DeletedWorktree & {
	readonly story: StoryId;
	readonly path: string;
	/** The branch that was deleted with it; `undefined` if none was. */
	readonly deletedBranch: string | undefined;
};

/** How to remove worktrees. */
export type RemovalOptions = {
	readonly config: WorktreeConfig;
	/** Instead of refusing, saves all work to a rescue ref first. */
	readonly force: boolean;
	/** Why a story's worktree is in use (`it is running`); `undefined` if it is not. `force` does not override this. */
	readonly inUse: (story: StoryId) => string | undefined;
	readonly now: EpochMs;
	/** Runs the teardown commands. Called once nothing prevents the removal. */
	readonly tearDown?: (worktree: Worktree) => Promise<void>;
};

/** A worktree that `pruneWorktrees` did not remove, and why. */
export type SkippedWorktree = {readonly story: StoryId; readonly path: string; readonly reason: string};

/**
 * Removes a story's worktree and its branch. Throws `WORKTREE_UNSAFE` with the reason if it has changed or untracked
 * files, unmerged commits, a lock, or is in use. With `force` all work is saved to a rescue ref instead. Throws
 * `WORKTREE_FAILED` if the story has no worktree.
 */
export async function removeWorktree(options: RemovalOptions & {readonly story: StoryId}): Promise<Removal> {
	const worktree = await findWorktree(options.config, options.story);

	if (!worktree) {
		throw new TowlineError('WORKTREE_FAILED', `${options.story} has no worktree.`, {
			hint: '"towline worktree ls" lists the worktrees.',
		});
	}

	return worktreeMutex(options.config.root, () => remove(worktree, options));
}

/** Removes all worktrees that can be removed, except those of the stories in `keep`. Returns the others with reasons. */
export async function pruneWorktrees(
	options: RemovalOptions & {readonly keep: ReadonlySet<StoryId>},
): Promise<{readonly removed: readonly Removal[]; readonly skipped: readonly SkippedWorktree[]}> {
	const removed: Removal[] = [];
	const skipped: SkippedWorktree[] = [];

	for (const worktree of await listWorktrees(options.config)) {
		const {story} = worktree;
		const where = {story, path: worktree.path};

		if (options.keep.has(story)) {
			skipped.push({...where, reason: 'its story is open'});
			continue;
		}

		try {
			removed.push(await worktreeMutex(options.config.root, () => remove(worktree, options)));
		} catch (error) {
			skipped.push({...where, reason: toMessage(error)});
		}
	}

	return {removed, skipped};
}

async function remove(found: Worktree, options: RemovalOptions): Promise<Removal> {
	const worktree = await repairWorktree(found);
	const {config, force, now, tearDown} = options;
	const {root} = config;
	const status = await readWorktreeStatus(worktree, root);
	await refuseUse(worktree, status.lock, options);
	const work = describeWork(status);

	if (work.length > 0 && !force) {
		throw new TowlineError('WORKTREE_UNSAFE', `The worktree of ${worktree.story} has ${work.join(', ')}.`, {
			hint: `Commit and merge the work, or save it to a rescue ref and remove the worktree: "towline worktree rm ${worktree.story} --force".`,
		});
	}

	await tearDown?.(worktree);
	const branch = await ownBranch(worktree, config);
	const deleted = await deleteWorktree({root, worktree, branch: branch?.name, now});
	const isDeleted = branch !== undefined && (await deleteBranch(root, branch));
	return {story: worktree.story, path: worktree.path, ...deleted, deletedBranch: isDeleted ? branch.name : undefined};
}

/** Refuses a worktree with a run always, since the run would go on writing there; one with a lock or a process unless forced. */
async function refuseUse(worktree: Worktree, lock: string | undefined, {inUse, force}: RemovalOptions): Promise<void> {
	const {story} = worktree;
	const run = inUse(story);

	if (run !== undefined) {
		throw new TowlineError('WORKTREE_UNSAFE', `The worktree of ${story} is in use: ${run}.`, {
			hint: `Stop it first with "towline kill ${story}".`,
		});
	}

	if (force) {
		return;
	}

	if (lock !== undefined) {
		throw new TowlineError('WORKTREE_UNSAFE', `The worktree of ${story} is locked${lock ? `: ${lock}` : ''}.`, {
			hint: `Unlock it with "git worktree unlock ${worktree.path}".`,
		});
	}

	const [process, ...others] = await listProcessesInside(worktree.path);

	if (process) {
		const more = others.length > 0 ? ` and ${others.length} more` : '';
		throw new TowlineError(
			'WORKTREE_UNSAFE',
			`The worktree of ${story} is in use by ${process.name} (pid ${process.pid})${more}.`,
			{
				hint: 'End that process, or leave the folder if it is your shell.',
			},
		);
	}
}

type Branch = {readonly name: string; readonly tip: string};

/** The story's branch, unless it is the base or checked out elsewhere. Other branches that an agent made are not deleted. */
async function ownBranch(worktree: Worktree, config: WorktreeConfig): Promise<Branch | undefined> {
	const name = renderWorktreeTemplate(config.worktree.branch, worktree.story);
	const {output} = await runGit(config.root, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`], {accept: [1]});
	const others = [...(await listCheckedOut(config.root))].filter(([top]) => top !== worktree.path);
	const isFree = name !== worktree.base && others.every(([, branch]) => branch !== name);
	return output.trim() !== '' && isFree ? {name, tip: output.trim()} : undefined;
}

/** Deletes the branch only if it has not moved since its work was saved. Returns whether it was deleted. */
async function deleteBranch(root: string, {name, tip}: Branch): Promise<boolean> {
	return (await runGit(root, ['update-ref', '-d', `refs/heads/${name}`, tip], {accept: [1, 128]})).exitCode === 0;
}
