import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {TowlineError, toMessage} from '../../core/errors.ts';
import type {EpochMs, StoryId} from '../../core/ids.ts';
import {renderWorktreeTemplate} from '../config/prompt.ts';
import {askGit, git, gitAgrees} from '../git/git.ts';
import {findBase, resolveCommit} from '../git/repository.ts';
import {forgetWorktree} from './remove-worktree.ts';
import {findWorktree, listCheckedOut, type Worktree, type WorktreeConfig} from './worktree.ts';
import {worktreeMutex} from './worktree-mutex.ts';
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

type OpenOptions = {
	readonly config: WorktreeConfig;
	readonly story: StoryId;
	readonly now: EpochMs;
	/** More of the environment of the git that checks the files out: what ties it to the run. */
	readonly env?: Readonly<Record<string, string>>;
	/** Gives the worktree up while it is being made. */
	readonly signal?: AbortSignal;
};

/** Checking out a large repository takes its time. */
const checkoutTimeoutMs = 10 * 60_000;

/**
 * The story's worktree: the one it has, or a new one on its branch. A branch that is there already is never moved away
 * from its commits. Throws `WORKTREE_FAILED` with what is in the way, and `CONFIG_INVALID` for a base that does not exist.
 */
export async function openWorktree(options: OpenOptions): Promise<OpenedWorktree> {
	return worktreeMutex(options.config.root, () => open(options));
}

/** Where the worktree of a story is made: inside the project, or where an absolute template says. */
export function worktreePath(config: WorktreeConfig, story: StoryId): string {
	return path.resolve(config.root, renderWorktreeTemplate(config.worktree.path, story));
}

async function open(options: OpenOptions): Promise<OpenedWorktree> {
	const {config, story, now} = options;
	const existing = (await findWorktree(config, story)) ?? (await findUnfinished(options));

	if (existing?.isThere) {
		return {worktree: existing, how: 'reused'};
	}

	const base = existing ? existing.base : await findBase(config);

	if (existing) {
		await forgetWorktree({config, worktree: existing, now});
	}

	const how = await addWorktree(options, base);
	const worktree = await findWorktree(config, story);

	if (!worktree) {
		throw new TowlineError('WORKTREE_FAILED', `git made no worktree for ${story}.`);
	}

	return {worktree, how};
}

/**
 * The worktree that was being made when Towline was killed: at the story's place and on its branch, but not written down
 * as ours. One that git itself had not finished holds half of the files: it is removed, to be made again.
 */
async function findUnfinished({config, story, now}: OpenOptions): Promise<Worktree | undefined> {
	const target = worktreePath(config, story);

	if (!existsSync(path.join(target, '.git')) || (await branchAt(config, target)) !== branchOf(config, story)) {
		return undefined;
	}

	await recordWorktree(config, story, await findBase(config));
	const worktree = await findWorktree(config, story);

	if (worktree && isHalfMade(worktree)) {
		await forgetWorktree({config, worktree, now});
		return undefined;
	}

	return worktree;
}

/** git locks a worktree for as long as it makes it; a person's own `git worktree lock` has other words. */
function isHalfMade({gitFolder}: Worktree): boolean {
	const lock = path.join(gitFolder, 'locked');
	return existsSync(lock) && readFileSync(lock, 'utf8').trim() === 'initializing';
}

async function branchAt(config: WorktreeConfig, target: string): Promise<string | undefined> {
	const {exitCode} = await askGit(config.root, ['rev-parse', '--git-dir'], {accept: [128]});
	return exitCode === 0 ? (await listCheckedOut(config.root)).get(target) : undefined;
}

async function recordWorktree(config: WorktreeConfig, story: StoryId, base: string): Promise<void> {
	const gitFolder = (await git(worktreePath(config, story), ['rev-parse', '--absolute-git-dir'])).trim();
	writeWorktreeRecord(gitFolder, {root: config.root, story, base, isSetUp: false});
}

function branchOf(config: WorktreeConfig, story: StoryId): string {
	return renderWorktreeTemplate(config.worktree.branch, story);
}

async function addWorktree(options: OpenOptions, base: string): Promise<'created' | 'attached'> {
	const {config, story, env = {}, signal} = options;
	const target = worktreePath(config, story);
	const branch = branchOf(config, story);
	await checkFree(config, target, branch);
	const tip = await resolveCommit(config.root, `refs/heads/${branch}`);
	// A branch whose commits are all in the base is a leftover: starting it from the base anew loses nothing.
	const isLeftover = tip !== undefined && (await gitAgrees(config.root, ['merge-base', '--is-ancestor', tip, base]));
	const isNew = tip === undefined || isLeftover;
	const start = isNew ? ['--no-track', isLeftover ? '-B' : '-b', branch, target, base] : [target, branch];

	try {
		await git(config.root, ['worktree', 'add', '--quiet', ...start], {
			timeoutMs: checkoutTimeoutMs,
			env,
			...(signal ? {signal} : {}),
		});
	} catch (error) {
		throw new TowlineError('WORKTREE_FAILED', `The worktree of ${story} could not be made: ${toMessage(error)}.`, {
			hint: 'See path, branch and base in towline.toml; "git worktree list" shows what is there.',
			cause: error,
		});
	}

	await recordWorktree(config, story, base);
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
