import type {Changes} from '../../core/fleet/changes.ts';
import type {Story} from '../../core/fleet/story.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {renderWorktreeTemplate} from '../../project/config/prompt.ts';
import {readChanges} from '../../project/git/changes.ts';
import {runGit} from '../../project/git/git.ts';
import {checkRoot} from '../../project/git/repository.ts';
import {openWorktree, worktreePath} from '../../project/worktree/open-worktree.ts';
import {setUpWorktree} from '../../project/worktree/set-up-worktree.ts';
import {findWorktree, type Worktree} from '../../project/worktree/worktree.ts';
import type {Environment} from '../../runtimes/runtime.ts';
import {runMark} from './environment.ts';

/** The working directory of a run and the branch checked out there; `undefined` in the project's root. */
export type WorkFolder = {readonly cwd: string; readonly branch: string | undefined};

/** A prepared folder and its commit; `undefined` in the project's root. */
export type ReadyFolder = WorkFolder & {readonly head: string | undefined};

/** The folder of a run, before and after it is made. */
export type RunFolder = {
	/** The folder and branch that `prepare` will use. */
	readonly planned: WorkFolder;
	/**
	 * Opens and sets up the worktree; without worktrees it only checks the project's root.
	 * Throws `WORKTREE_FAILED` or `CONFIG_INVALID` with the obstacle, or the signal's reason.
	 */
	prepare(options: PrepareOptions): Promise<ReadyFolder>;
	/** Takes over the folder that an earlier supervisor prepared; `head` is the commit that it was on. */
	adopt(head: string | undefined): Promise<void>;
	/** Commits made since `prepare`; `undefined` without a worktree. */
	countNewCommits(): Promise<number | undefined>;
	/** The worktree's changes against its base; `undefined` without a worktree. Throws `GIT_FAILED`. */
	countChanges(): Promise<Changes | undefined>;
};

export type PrepareOptions = {
	readonly now: EpochMs;
	readonly env: Environment;
	readonly signal: AbortSignal;
	/** Called with the output of set-up commands. */
	readonly onOutput: (text: string) => void;
	readonly onRemark: (text: string) => void;
};

export function planFolder(config: ProjectConfig, story: Story): RunFolder {
	return config.worktree.enabled ? planWorktree(config, story) : planRoot(config);
}

function planRoot({root}: ProjectConfig): RunFolder {
	const planned = {cwd: root, branch: undefined};
	return {
		planned,
		async prepare() {
			await checkRoot(root);
			return {...planned, head: undefined};
		},
		async adopt() {},
		countNewCommits: async () => undefined,
		countChanges: async () => undefined,
	};
}

function planWorktree(config: ProjectConfig, story: Story): RunFolder {
	let ready: {readonly worktree: Worktree; readonly head: string} | undefined;
	const branch = renderWorktreeTemplate(config.worktree.branch, story.id);

	return {
		planned: {cwd: worktreePath(config, story.id), branch},
		async prepare({now, env, signal, onOutput, onRemark}) {
			// With the mark, custody ends a git that checks out for minutes when the run ends, or after a crash.
			const mark = {[runMark]: env[runMark] ?? ''};
			const {worktree, how} = await openWorktree({config, story: story.id, now, env: mark, signal});
			signal.throwIfAborted();

			if (how === 'attached') {
				onRemark(`Continues from the commits already on ${branch}.`);
			}

			if (!worktree.isSetUp) {
				await setUpWorktree({config, worktree, env, signal, onOutput});
			}

			const head = await headOf(worktree.folder);
			ready = {worktree, head};
			return {cwd: worktree.folder, branch: worktree.branch ?? branch, head};
		},
		async adopt(head) {
			const worktree = await findWorktree(config, story.id);
			ready = worktree && head !== undefined ? {worktree, head} : undefined;
		},
		countNewCommits: async () => ready && countCommits(ready.worktree.folder, ready.head),
		countChanges: async () => ready && readChanges(ready.worktree),
	};
}

async function headOf(folder: string): Promise<string> {
	const {output} = await runGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], {accept: [1]});
	return output.trim();
}

/** Commits since `head`; `undefined` when git cannot count them: an agent may have removed the folder or rewritten history. */
export async function countCommits(folder: string, head: string): Promise<number | undefined> {
	try {
		const {output} = await runGit(folder, ['rev-list', '--count', `${head}..HEAD`], {accept: [128]});
		const count = Number.parseInt(output, 10);
		return Number.isNaN(count) ? undefined : count;
	} catch {
		return undefined;
	}
}
