import {existsSync} from 'node:fs';
import {stat} from 'node:fs/promises';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {ProjectConfig} from '../config/config.ts';
import {git, gitFailure, runGit} from './git.ts';

/** A git operation that stopped half-way and waits for a person to continue it. */
export type Unfinished = 'merge' | 'rebase' | 'cherry-pick' | 'revert';

/** A project's folder as git sees it. */
export type Repository =
	| {readonly kind: 'none'}
	/** A repository without commits. */
	| {readonly kind: 'empty'}
	| {
			readonly kind: 'ready';
			/** `undefined` with a detached HEAD. */
			readonly branch: string | undefined;
			readonly head: string;
			readonly unfinished: Unfinished | undefined;
	  };

/** Reads the state of a folder's repository. Throws `GIT_FAILED` if git fails or does not trust the folder's owner. */
export async function readRepository(root: string): Promise<Repository> {
	const gitFolder = await findGitFolder(root);

	if (gitFolder === undefined) {
		return {kind: 'none'};
	}

	const head = await resolveCommit(root, 'HEAD');
	return head === undefined
		? {kind: 'empty'}
		: {kind: 'ready', head, branch: await symbolicBranch(root), unfinished: await readUnfinished(gitFolder)};
}

/** The branch that is checked out, which may have no commits; `undefined` with a detached HEAD or outside a repository. */
export async function currentBranch(root: string): Promise<string | undefined> {
	return (await findGitFolder(root)) === undefined ? undefined : symbolicBranch(root);
}

/** Whether git would find a repository here, in this folder or above it. Does not start git, which may not be installed. */
export function isInRepository(folder: string): boolean {
	return (
		existsSync(path.join(folder, '.git')) || (folder !== path.dirname(folder) && isInRepository(path.dirname(folder)))
	);
}

async function findGitFolder(root: string): Promise<string | undefined> {
	const args = ['rev-parse', '--absolute-git-dir'];
	const {exitCode, output, stderr} = await runGit(root, args, {accept: [128]});

	if (exitCode === 0) {
		return output.trim();
	}

	if (stderr.includes('not a git repository')) {
		return undefined;
	}

	throw gitFailure(args, stderr);
}

/** The commit that a name refers to; `undefined` if there is none. */
export async function resolveCommit(cwd: string, name: string): Promise<string | undefined> {
	const {output, exitCode} = await runGit(
		cwd,
		['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
		{accept: [1, 128]},
	);
	return exitCode === 0 ? output.trim() : undefined;
}

/**
 * The branch or commit that worktrees branch from: the configured base, or else what is checked out in the root.
 * Throws `WORKTREE_FAILED` if there is no repository, no commit, or an unfinished rebase, and `CONFIG_INVALID` if the base
 * does not exist.
 */
export async function findBase(config: Pick<ProjectConfig, 'root' | 'file' | 'base'>): Promise<string> {
	const repository = await readRepository(config.root);

	if (repository.kind === 'none') {
		throw new TowlineError(
			'WORKTREE_FAILED',
			`${config.root} is not a git repository, so worktrees cannot be created.`,
			{
				hint: 'Run "git init" and commit, or let agents work in the folder itself: set enabled = false under [worktree].',
			},
		);
	}

	if (repository.kind === 'empty') {
		throw new TowlineError('WORKTREE_FAILED', `The repository ${config.root} has no commit to branch from.`, {
			hint: 'Make a first commit, or let agents work in the folder itself: set enabled = false under [worktree].',
		});
	}

	if (config.base !== undefined) {
		return checkBase(config, config.base);
	}

	if (repository.unfinished === 'rebase') {
		throw new TowlineError('WORKTREE_FAILED', `${config.root} has an unfinished rebase, so no branch is checked out.`, {
			hint: 'Run "git rebase --continue" or "git rebase --abort", or set base under [project] in towline.toml.',
		});
	}

	return repository.branch ?? repository.head;
}

/**
 * Checks that agents can work in the root itself, for projects without worktrees. The root need not be a git repository.
 * Throws `WORKTREE_FAILED` if a merge, rebase or the like is unfinished there.
 */
export async function checkRoot(root: string): Promise<void> {
	if (!isInRepository(root)) {
		return;
	}

	const repository = await readRepository(root);
	const unfinished = repository.kind === 'ready' ? repository.unfinished : undefined;

	if (unfinished) {
		throw new TowlineError('WORKTREE_FAILED', `${root} has an unfinished ${unfinished}.`, {
			hint: `Run "git ${unfinished} --continue" or "git ${unfinished} --abort".`,
		});
	}
}

async function checkBase(config: Pick<ProjectConfig, 'root' | 'file'>, base: string): Promise<string> {
	if ((await resolveCommit(config.root, base)) === undefined) {
		const branches = await git(config.root, [
			'for-each-ref',
			'--count=5',
			'--sort=-committerdate',
			'--format=%(refname:short)',
			'refs/heads',
		]);
		throw new TowlineError(
			'CONFIG_INVALID',
			`${config.file}: project.base is "${base}", expected a branch or commit that exists.`,
			{
				hint: `Branches here: ${branches.trim().split('\n').join(', ')}.`,
			},
		);
	}

	return base;
}

async function symbolicBranch(root: string): Promise<string | undefined> {
	const {output, exitCode} = await runGit(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'], {accept: [1]});
	return exitCode === 0 ? output.trim() : undefined;
}

/** Files in git's folder that exist during an operation. */
const operationFiles: readonly (readonly [string, Unfinished])[] = [
	['rebase-merge', 'rebase'],
	['rebase-apply', 'rebase'],
	['MERGE_HEAD', 'merge'],
	['CHERRY_PICK_HEAD', 'cherry-pick'],
	['REVERT_HEAD', 'revert'],
];

async function readUnfinished(gitFolder: string): Promise<Unfinished | undefined> {
	for (const [name, unfinished] of operationFiles) {
		if (await exists(path.join(gitFolder, name))) {
			return unfinished;
		}
	}

	return undefined;
}

async function exists(file: string): Promise<boolean> {
	try {
		await stat(file);
		return true;
	} catch {
		return false;
	}
}
