import {existsSync} from 'node:fs';
import path from 'node:path';
import {TowlineError, toMessage} from '../core/errors.ts';
import type {EpochMs, StoryId} from '../core/ids.ts';
import {git, gitAgrees} from './git.ts';
import {inTurn} from './in-turn.ts';
import {renderWorktreeTemplate} from './prompt.ts';
import {forgetMissing} from './remove.ts';
import {findBase, resolveCommit} from './repository.ts';
import {findWorktree, listCheckedOut, type Worktree, type WorktreeConfig} from './worktree.ts';
import {writeWorktreeRecord} from './worktree-record.ts';

/** A worktree that is there now, and how that came about. */
export type OpenedWorktree = {
	readonly worktree: Worktree;
	readonly how:
		| 'created'
		/** Its branch was there already, with work that nobody merged: the story goes on from that. */
		| 'attached'
		| 'reused';
};

type OpenOptions = {readonly config: WorktreeConfig; readonly story: StoryId; readonly now: EpochMs};

/** Checking out a large repository takes its time. */
const checkoutTimeoutMs = 10 * 60_000;

/**
 * The story's worktree: the one it has, or a new one on its branch. A branch that is there already is never moved away
 * from its commits. Throws `WORKTREE_FAILED` with what is in the way, and `CONFIG_INVALID` for a base that does not exist.
 */
export async function openWorktree(options: OpenOptions): Promise<OpenedWorktree> {
	return inTurn(options.config.root, () => open(options));
}

/** Where the worktree of a story is made: inside the project, or where an absolute template says. */
export function worktreePath(config: WorktreeConfig, story: StoryId): string {
	return path.resolve(config.root, renderWorktreeTemplate(config.worktree.path, story));
}

async function open({config, story, now}: OpenOptions): Promise<OpenedWorktree> {
	const existing = await findWorktree(config, story);

	if (existing?.isThere) {
		return {worktree: existing, how: 'reused'};
	}

	const base = existing ? existing.base : await findBase(config);

	if (existing) {
		await forgetMissing({config, worktree: existing, now});
	}

	const how = await addWorktree(config, story, base);
	const worktree = await findWorktree(config, story);

	if (!worktree) {
		throw new TowlineError('WORKTREE_FAILED', `git made no worktree for ${story}.`);
	}

	return {worktree, how};
}

async function addWorktree(config: WorktreeConfig, story: StoryId, base: string): Promise<'created' | 'attached'> {
	const target = worktreePath(config, story);
	const branch = renderWorktreeTemplate(config.worktree.branch, story);
	await checkFree(config, target, branch);
	const tip = await resolveCommit(config.root, `refs/heads/${branch}`);
	// A branch whose commits are all in the base is a leftover: starting it from the base anew loses nothing.
	const isLeftover = tip !== undefined && (await gitAgrees(config.root, ['merge-base', '--is-ancestor', tip, base]));
	const isNew = tip === undefined || isLeftover;
	const start = isNew ? ['--no-track', isLeftover ? '-B' : '-b', branch, target, base] : [target, branch];

	try {
		await git(config.root, ['worktree', 'add', '--quiet', ...start], {timeoutMs: checkoutTimeoutMs});
	} catch (error) {
		throw new TowlineError('WORKTREE_FAILED', `The worktree of ${story} could not be made: ${toMessage(error)}.`, {
			hint: 'See path, branch and base in towline.toml; "git worktree list" shows what is there.',
			cause: error,
		});
	}

	const gitFolder = (await git(target, ['rev-parse', '--absolute-git-dir'])).trim();
	writeWorktreeRecord(gitFolder, {root: config.root, story, base, isSetUp: false});
	return isNew ? 'created' : 'attached';
}

/** A folder that is in the way is somebody's; so is a branch that is checked out. */
async function checkFree(config: WorktreeConfig, target: string, branch: string): Promise<void> {
	const checkedOut = await listCheckedOut(config.root);
	const holder = [...checkedOut].find(([, name]) => name === branch)?.[0];

	if (holder !== undefined) {
		throw new TowlineError('WORKTREE_FAILED', `The branch ${branch} is already checked out in ${holder}.`, {
			hint: `Check out another one there, or remove it with "git worktree remove ${holder}".`,
		});
	}

	if (existsSync(target)) {
		throw new TowlineError('WORKTREE_FAILED', `${target} exists and is no worktree of this project.`, {
			hint: 'Move it away, or set another path under [worktree] in towline.toml.',
		});
	}
}
