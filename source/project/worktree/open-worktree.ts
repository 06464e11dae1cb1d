import {existsSync, readFileSync, realpathSync} from 'node:fs';
import path from 'node:path';
import {TowlineError, toMessage} from '../../core/errors.ts';
import type {EpochMs, StoryId} from '../../core/ids.ts';
import {renderWorktreeTemplate} from '../config/prompt.ts';
import {git, gitSucceeds, runGit} from '../git/git.ts';
import {findBase, resolveCommit} from '../git/repository.ts';
import {deleteWorktree, repairWorktree} from './delete-worktree.ts';
import {findWorktree, listCheckedOut, type Worktree, type WorktreeConfig} from './worktree.ts';
import {worktreeMutex} from './worktree-mutex.ts';
import {writeWorktreeRecord} from './worktree-record.ts';

/** An open worktree, and whether it was made now. */
export type OpenedWorktree = {
	readonly worktree: Worktree;
	readonly how:
		| 'created'
		/** New, on a branch that existed and has unmerged work: the story continues from that. */
		| 'attached'
		| 'reused';
};

type OpenOptions = {
	readonly config: WorktreeConfig;
	readonly story: StoryId;
	readonly now: EpochMs;
	/** Added to the environment of the git that checks out the files, so that it is known to belong to the run. */
	readonly env?: Readonly<Record<string, string>>;
	/** Cancels making the worktree. */
	readonly signal?: AbortSignal;
};

/** Generous, because checking out a large repository is slow. */
const checkoutTimeoutMs = 10 * 60_000;

/**
 * Opens the story's worktree: the existing one, or a new one on its branch. An existing branch with unmerged commits is
 * never reset. Throws `WORKTREE_FAILED` with the reason, and `CONFIG_INVALID` if the base does not exist.
 */
export async function openWorktree(options: OpenOptions): Promise<OpenedWorktree> {
	return worktreeMutex(options.config.root, () => open(options));
}

/** The absolute path at which a story's worktree is made. */
export function worktreePath(config: WorktreeConfig, story: StoryId): string {
	return path.resolve(config.root, renderWorktreeTemplate(config.worktree.path, story));
}

async function open(options: OpenOptions): Promise<OpenedWorktree> {
	const {config, story, now} = options;
	const found = (await findWorktree(config, story)) ?? (await findUnfinished(options));
	const existing = found && (await repairWorktree(found));

	if (existing?.isThere) {
		return {worktree: existing, how: 'reused'};
	}

	const base = existing ? existing.base : await findBase(config);

	if (existing) {
		// Its folder was deleted. The branch stays.
		await deleteWorktree({root: config.root, worktree: existing, branch: undefined, now});
	}

	const how = await addWorktree(options, base);
	const worktree = await findWorktree(config, story);

	if (!worktree) {
		throw new TowlineError('WORKTREE_FAILED', `git reported success but made no worktree for ${story}.`);
	}

	return {worktree, how};
}

/**
 * Finds the worktree that was being made when Towline was killed: it is at the story's path and on its branch, but has no
 * record. If git had not finished it, files are missing: then it is removed, and `undefined` returned.
 */
async function findUnfinished({config, story, now}: OpenOptions): Promise<Worktree | undefined> {
	const target = worktreePath(config, story);

	if (!existsSync(path.join(target, '.git')) || (await branchAt(config, target)) !== branchOf(config, story)) {
		return undefined;
	}

	await recordWorktree(config, story, await findBase(config));
	const worktree = await findWorktree(config, story);

	if (worktree && isHalfMade(worktree)) {
		await deleteWorktree({root: config.root, worktree, branch: undefined, now});
		return undefined;
	}

	return worktree;
}

/** git locks a worktree with the reason `initializing` while it makes it. */
function isHalfMade({gitFolder}: Worktree): boolean {
	const lock = path.join(gitFolder, 'locked');
	return existsSync(lock) && readFileSync(lock, 'utf8').trim() === 'initializing';
}

async function branchAt(config: WorktreeConfig, target: string): Promise<string | undefined> {
	const {exitCode} = await runGit(config.root, ['rev-parse', '--git-dir'], {accept: [128]});
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
	refuseLeadingOut(config, target);
	await checkFree(config, target, branch);
	const tip = await resolveCommit(config.root, `refs/heads/${branch}`);
	// If all commits of an existing branch are in the base, resetting it to the base loses nothing.
	const isMerged = tip !== undefined && (await gitSucceeds(config.root, ['merge-base', '--is-ancestor', tip, base]));
	const isNew = tip === undefined || isMerged;
	const start = isNew ? ['--no-track', isMerged ? '-B' : '-b', branch, target, base] : [target, branch];

	try {
		await git(config.root, ['worktree', 'add', '--quiet', ...start], {
			timeoutMs: checkoutTimeoutMs,
			env,
			...(signal ? {signal} : {}),
		});
	} catch (error) {
		throw new TowlineError('WORKTREE_FAILED', `The worktree of ${story} could not be created: ${toMessage(error)}.`, {
			hint: 'Check path and branch under [worktree] and base under [project] in towline.toml; "git worktree list" lists existing worktrees.',
			cause: error,
		});
	}

	await recordWorktree(config, story, base);
	return isNew ? 'created' : 'attached';
}

/**
 * Throws `WORKTREE_UNSAFE` if a link on the way leads out of the project: a repository may bring one as `.towline/worktrees`. An
 * absolute path is where the person wants it.
 */
function refuseLeadingOut({root, worktree}: WorktreeConfig, target: string): void {
	let existing = path.dirname(target);

	while (!existsSync(existing)) {
		existing = path.dirname(existing);
	}

	const real = realpathSync(existing);

	if (!path.isAbsolute(worktree.path) && real !== root && !real.startsWith(root + path.sep)) {
		throw new TowlineError(
			'WORKTREE_UNSAFE',
			`${existing} leads out of the project, to ${real}, so no worktree is made there.`,
			{
				hint: 'Remove the link, or set an absolute path under [worktree] in towline.toml.',
			},
		);
	}
}

/** Throws `WORKTREE_FAILED` if the branch is checked out elsewhere or the path exists: neither is ours to change. */
async function checkFree(config: WorktreeConfig, target: string, branch: string): Promise<void> {
	const checkedOut = await listCheckedOut(config.root);
	const other = [...checkedOut].find(([, name]) => name === branch)?.[0];

	if (other !== undefined) {
		throw new TowlineError('WORKTREE_FAILED', `The branch ${branch} is already checked out in ${other}.`, {
			hint: `Check out another branch there, or remove that worktree with "git worktree remove ${other}".`,
		});
	}

	if (existsSync(target)) {
		throw new TowlineError('WORKTREE_FAILED', `${target} exists and is not a worktree of this project.`, {
			hint: 'Move it away, or set another path under [worktree] in towline.toml.',
		});
	}
}
