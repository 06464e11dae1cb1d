import {stat} from 'node:fs/promises';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {ProjectConfig} from '../config/config.ts';
import {askGit, git, gitFailure} from './git.ts';

/** What git is in the middle of: it has changed files and waits for a person to go on. */
export type Unfinished = 'merge' | 'rebase' | 'cherry-pick' | 'revert';

/** A project's folder as git sees it. */
export type Repository =
	| {readonly kind: 'none'}
	/** Nothing was committed yet, so there is nothing to branch from. */
	| {readonly kind: 'empty'}
	| {
			readonly kind: 'ready';
			/** `undefined` when a commit and no branch is checked out. */
			readonly branch: string | undefined;
			readonly head: string;
			readonly unfinished: Unfinished | undefined;
	  };

/** Asks git about a folder. Throws `GIT_FAILED` if git cannot be asked, or does not trust the folder's owner. */
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

/** The branch checked out, also one without commits; `undefined` for a bare commit or outside a repository. */
export async function currentBranch(root: string): Promise<string | undefined> {
	return (await findGitFolder(root)) === undefined ? undefined : symbolicBranch(root);
}

async function findGitFolder(root: string): Promise<string | undefined> {
	const args = ['rev-parse', '--absolute-git-dir'];
	const {exitCode, output, words} = await askGit(root, args, {accept: [128]});

	if (exitCode === 0) {
		return output.trim();
	}

	if (words.includes('not a git repository')) {
		return undefined;
	}

	throw gitFailure(args, words);
}

/** The commit that a name stands for; `undefined` if there is none. */
export async function resolveCommit(cwd: string, name: string): Promise<string | undefined> {
	const {output, exitCode} = await askGit(
		cwd,
		['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
		{accept: [1, 128]},
	);
	return exitCode === 0 ? output.trim() : undefined;
}

/**
 * What a worktree branches from: the configured base, or what is checked out in the root.
 * Throws `WORKTREE_FAILED` where there is no repository, no commit, or a rebase that has left the branch, and
 * `CONFIG_INVALID` for a base that does not exist.
 */
export async function findBase(config: Pick<ProjectConfig, 'root' | 'file' | 'base'>): Promise<string> {
	const repository = await readRepository(config.root);

	if (repository.kind === 'none') {
		throw new TowlineError('WORKTREE_FAILED', `${config.root} is no git repository, so it can have no worktrees.`, {
			hint: 'Run "git init" there, or let agents work in the folder itself: enabled = false under [worktree].',
		});
	}

	if (repository.kind === 'empty') {
		throw new TowlineError('WORKTREE_FAILED', `The repository ${config.root} has no commit to branch from.`, {
			hint: 'Commit something first, or let agents work in the folder itself: enabled = false under [worktree].',
		});
	}

	if (config.base !== undefined) {
		return checkBase(config, config.base);
	}

	if (repository.unfinished === 'rebase') {
		throw new TowlineError(
			'WORKTREE_FAILED',
			`${config.root} is in the middle of a rebase, so no branch is checked out.`,
			{
				hint: 'Finish it with "git rebase --continue" or --abort, or set base under [project] in towline.toml.',
			},
		);
	}

	return repository.branch ?? repository.head;
}

/**
 * Whether agents may work in the root itself, where worktrees are turned off. A folder without git may; one that waits
 * for a person to finish a merge may not. Throws `WORKTREE_FAILED`.
 */
export async function checkRoot(root: string): Promise<void> {
	const repository = await readRepository(root);
	const unfinished = repository.kind === 'ready' ? repository.unfinished : undefined;

	if (unfinished) {
		throw new TowlineError('WORKTREE_FAILED', `${root} is in the middle of a ${unfinished}.`, {
			hint: `Finish it with "git ${unfinished} --continue", or give it up with --abort.`,
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
	const {output, exitCode} = await askGit(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'], {accept: [1]});
	return exitCode === 0 ? output.trim() : undefined;
}

const marks: readonly (readonly [string, Unfinished])[] = [
	['rebase-merge', 'rebase'],
	['rebase-apply', 'rebase'],
	['MERGE_HEAD', 'merge'],
	['CHERRY_PICK_HEAD', 'cherry-pick'],
	['REVERT_HEAD', 'revert'],
];

async function readUnfinished(gitFolder: string): Promise<Unfinished | undefined> {
	for (const [name, unfinished] of marks) {
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
