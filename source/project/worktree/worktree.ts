import {existsSync, readdirSync, readFileSync, realpathSync} from 'node:fs';
import path from 'node:path';
import type {StoryId} from '../../core/ids.ts';
import {toStoryId} from '../../core/ids.ts';
import type {ProjectConfig} from '../config/config.ts';
import {askGit, git} from '../git/git.ts';
import {readWorktreeRecord, type WorktreeRecord} from './worktree-record.ts';

/** A story's worktree, as it is on the disk. */
export type Worktree = {
	readonly story: StoryId;
	/** Its top folder. */
	readonly path: string;
	/** Where an agent works: the place of the project in it, which is its top unless the project is a folder of its repository. */
	readonly folder: string;
	/** git's own folder for it, `.git/worktrees/<name>`: its HEAD, index and reflog. */
	readonly gitFolder: string;
	/** What is checked out, which an agent may have changed; `undefined` for a bare commit. */
	readonly branch: string | undefined;
	/** The branch or commit that it branched from. */
	readonly base: string;
	/** Whether its folder still exists. git keeps its HEAD and index even where somebody removed the folder. */
	readonly isThere: boolean;
	/** Whether it still needs `setUpWorktree`. */
	readonly isSetUp: boolean;
};

/** What of a configuration worktrees need. */
export type WorktreeConfig = Pick<ProjectConfig, 'root' | 'file' | 'base' | 'worktree'>;

/** All worktrees that this project made, by story; empty where there is no repository. */
export async function listWorktrees(config: Pick<ProjectConfig, 'root'>): Promise<readonly Worktree[]> {
	const worktrees = await readWorktrees(config.root, () => true);
	return worktrees.toSorted((one, other) => (one.story < other.story ? -1 : 1));
}

/** The worktree of one story, if it has one. */
export async function findWorktree(config: Pick<ProjectConfig, 'root'>, story: StoryId): Promise<Worktree | undefined> {
	const [worktree] = await readWorktrees(config.root, record => record.story === story);
	return worktree;
}

/** The variables with which git works on a worktree by its own folder, whether or not the worktree is there. */
export function gitEnvironment(
	worktree: Pick<Worktree, 'gitFolder' | 'path' | 'isThere'>,
): Readonly<Record<string, string>> {
	return {GIT_DIR: worktree.gitFolder, ...(worktree.isThere ? {GIT_WORK_TREE: worktree.path} : {})};
}

/**
 * Git is asked only about those that are wanted, and about one at a time: a start that asked about all the worktrees of
 * a project with 200 stories would start 400 gits.
 */
async function readWorktrees(
	root: string,
	isWanted: (record: WorktreeRecord) => boolean,
): Promise<readonly Worktree[]> {
	const {exitCode, output} = await askGit(
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
	const {exitCode, output} = await askGit(root, ['symbolic-ref', '--quiet', '--short', 'HEAD'], {
		env: {GIT_DIR: gitFolder},
		accept: [1],
	});
	return exitCode === 0 ? output.trim() : undefined;
}

/** The worktree that git's folder for it belongs to; git writes the path of its `.git` file there. */
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
		return []; // git makes the folder with the first worktree.
	}
}

/** The branch of a worktree that is at a path, ours or not; git's own list knows them all. */
export async function listCheckedOut(root: string): Promise<ReadonlyMap<string, string>> {
	const output = await git(root, ['worktree', 'list', '--porcelain', '-z']);
	const entries = output.split('\0\0').map(entry => {
		const lines = entry.split('\0');
		const field = (name: string) => lines.find(line => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
		return [field('worktree'), field('branch').replace(/^refs\/heads\//, '')] as const;
	});
	return new Map(entries.filter(([top]) => top !== ''));
}
