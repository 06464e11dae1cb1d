import type {Changes} from '../../core/fleet/changes.ts';
import type {Story} from '../../core/fleet/story.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import {renderWorktreeTemplate} from '../../project/config/prompt.ts';
import {readChanges} from '../../project/git/changes.ts';
import {askGit} from '../../project/git/git.ts';
import {checkRoot} from '../../project/git/repository.ts';
import {openWorktree, worktreePath} from '../../project/worktree/open-worktree.ts';
import {setUpWorktree} from '../../project/worktree/set-up-worktree.ts';
import type {Worktree} from '../../project/worktree/worktree.ts';
import type {Environment} from '../../runtimes/runtime.ts';
import {runMark} from './environment.ts';

/** Where a run works: a folder, and the branch that is checked out there; `undefined` in the project's root. */
export type Place = {readonly cwd: string; readonly branch: string | undefined};

/** A place that is ready, and the commit that it is on; `undefined` in the project's root. */
export type ReadyPlace = Place & {readonly head: string | undefined};

/** The folder of a run, before and after it is there. */
export type RunFolder = {
	/** Where it is going to be. */
	readonly planned: Place;
	/**
	 * Makes the folder ready; nothing to do in the project's root.
	 * Throws `WORKTREE_FAILED` or `CONFIG_INVALID` with what is in the way, or the signal's reason.
	 */
	prepare(options: PrepareOptions): Promise<ReadyPlace>;
	/** Commits that are there now and were not when it was prepared; `undefined` without a worktree. */
	countNewCommits(): Promise<number | undefined>;
	/** How far the worktree is from its base; `undefined` without one. Throws `GIT_FAILED`. */
	countChanges(): Promise<Changes | undefined>;
};

export type PrepareOptions = {
	readonly now: EpochMs;
	readonly env: Environment;
	readonly signal: AbortSignal;
	/** What a set-up command prints. */
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
			// Tied to the run, a git that checks out for minutes ends with it, and after a crash of ours.
			const mark = {[runMark]: env[runMark] ?? ''};
			const {worktree, how} = await openWorktree({config, story: story.id, now, env: mark, signal});
			signal.throwIfAborted();

			if (how === 'attached') {
				onRemark(`Goes on from the commits that ${branch} has already.`);
			}

			if (!worktree.isSetUp) {
				await setUpWorktree({config, worktree, env, signal, onOutput});
			}

			const head = await headOf(worktree.folder);
			ready = {worktree, head};
			return {cwd: worktree.folder, branch: worktree.branch ?? branch, head};
		},
		countNewCommits: async () => ready && countCommits(ready.worktree.folder, ready.head),
		countChanges: async () => ready && readChanges(ready.worktree),
	};
}

async function headOf(folder: string): Promise<string> {
	const {output} = await askGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], {accept: [1]});
	return output.trim();
}

/** Commits of a folder since `head`; `undefined` where it cannot be told: an agent may have removed the folder or rewritten history. */
export async function countCommits(folder: string, head: string): Promise<number | undefined> {
	try {
		const {output} = await askGit(folder, ['rev-list', '--count', `${head}..HEAD`], {accept: [128]});
		const count = Number.parseInt(output, 10);
		return Number.isNaN(count) ? undefined : count;
	} catch {
		return undefined;
	}
}
