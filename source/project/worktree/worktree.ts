import {existsSync, readdirSync, readFileSync, realpathSync} from 'node:fs';
import path from 'node:path';
import type {StoryId} from '../../core/ids.ts';
import {toStoryId} from '../../core/ids.ts';
import type {ProjectConfig} from '../config/config.ts';
import {git, runGit} from '../git/git.ts';
import {readWorktreeRecord, type WorktreeRecord} from './worktree-record.ts';

/** A story's git worktree. */
export type Worktree = {
	readonly story: StoryId;
	/** Absolute path of its top folder. */
	readonly path: string;
	/** The project's folder in the worktree, where agents work. Differs from `path` if the project is a subfolder of its repository. */
	readonly folder: string;
	/** git's folder for it, `.git/worktrees/<name>`, with its HEAD, index and reflog. */
	readonly gitFolder: string;
	/** The branch that is checked out now; `undefined` with a detached HEAD. */
	readonly branch: string | undefined;
	/** The branch or commit that it branched from. */
	readonly base: string;
	/** Whether its folder exists. If somebody deleted it, git still has its HEAD and index. */
	readonly isThere: boolean;
	/** Whether `setUpWorktree` has succeeded. */
	readonly isSetUp: boolean;
};

/** The part of a configuration that concerns worktrees. */
export type WorktreeConfig = Pick<ProjectConfig, 'root' | 'file' | 'base' | 'worktree'>;

/** All worktrees that this project made, sorted by story; empty without a repository. */
export async function listWorktrees(config: Pick<ProjectConfig, 'root'>): Promise<readonly Worktree[]> {
	const worktrees = await readWorktrees(config.root, () => true);
	return worktrees.toSorted((one, other) => (one.story < other.story ? -1 : 1));
}

/** The worktree of one story, if it has one. */
export async function findWorktree(config: Pick<ProjectConfig, 'root'>, story: StoryId): Promise<Worktree | undefined> {
	const [worktree] = await readWorktrees(config.root, record => record.story === story);
	return worktree;
}

/** Environment variables that make git use a worktree by git's folder for it, even if the worktree's own folder is missing. */
export function gitEnvironment(
	worktree: Pick<Worktree, 'gitFolder' | 'path' | 'isThere'>,
): Readonly<Record<string, string>> {
	return {GIT_DIR: worktree.gitFolder, ...(worktree.isThere ? {GIT_WORK_TREE: worktree.path} : {})};
}

/** Starts git only for wanted worktrees, one at a time: all worktrees of 200 stories would take 400 git processes. */
async function readWorktrees(
	root: string,
	isWanted: (record: WorktreeRecord) => boolean,
): Promise<readonly Worktree[]> {
	const {exitCode, output} = await runGit(
		root,
		['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-prefix'],
		{accept: [128]},
	);

	if (exitCode !== 0) {
		return [];
	}

	const [common = '', prefix = ''] = output.split('\n');
	const worktrees: Worktree[] = [];

	for (const gitFolder of listFolders(path.join(common, 'worktrees'))) {
		const record = readWorktreeRecord(gitFolder);
		const top = readTop(gitFolder);

		if (top && record?.root === root && isWanted(record)) {
			worktrees.push({
				story: toStoryId(record.story),
				path: top,
				folder: path.resolve(top, prefix),
				gitFolder,
				branch: await readBranch(root, gitFolder),
				base: record.base,
				isThere: existsSync(path.join(top, '.git')),
				isSetUp: record.isSetUp,
			});
		}
	}

	return worktrees;
}

async function readBranch(root: string, gitFolder: string): Promise<string | undefined> {
	const {exitCode, output} = await runGit(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'], {
		env: {GIT_DIR: gitFolder},
		accept: [1],
	});
	return exitCode === 0 ? output.trim() : undefined;
}

/** The top folder of the worktree that a git folder belongs to. Its file `gitdir` has the path of the worktree's `.git`. */
function readTop(gitFolder: string): string | undefined {
	try {
		return path.dirname(path.resolve(gitFolder, readFileSync(path.join(gitFolder, 'gitdir'), 'utf8').trim()));
	} catch {
		return undefined;
	}
}

function listFolders(folder: string): readonly string[] {
	try {
		return readdirSync(folder).map(name => path.join(realpathSync(folder), name));
	} catch {
		return []; // git creates the folder with the first worktree.
	}
}

/** The checked-out branch of each worktree of the repository, by path; empty with a detached HEAD. Includes worktrees that are not ours. */
export async function listCheckedOut(root: string): Promise<ReadonlyMap<string, string>> {
	const output = await git(root, ['worktree', 'list', '--porcelain', '-z']);
	const entries = output.split('\0\0').map(entry => {
		const lines = entry.split('\0');
		const field = (name: string) => lines.find(line => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
		return [field('worktree'), field('branch').replace(/^refs\/heads\//, '')] as const;
	});
	return new Map(entries.filter(([top]) => top !== ''));
}
