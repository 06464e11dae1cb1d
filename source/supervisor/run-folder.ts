import type {Story} from '../core/story.ts';
import type {ProjectConfig} from '../project/config.ts';
import type {Environment} from '../runtimes/runtime.ts';

/** Where a run works. */
export type RunFolder = {
	/** Absolute path. */
	readonly cwd: string;
	/** The worktree's branch; `undefined` in the project's root. */
	readonly branch: string | undefined;
	/** Makes the folder ready; nothing to do in the project's root. Throws `WORKTREE_FAILED` or the signal's reason. */
	prepare(options: PrepareOptions): Promise<void>;
	/** Commits that its branch has and had not when it was prepared; `undefined` where there is no branch. */
	countNewCommits(): Promise<number | undefined>;
};

export type PrepareOptions = {
	readonly env: Environment;
	readonly signal: AbortSignal;
	/** What a set-up command prints. */
	readonly onOutput: (text: string) => void;
	readonly onRemark: (text: string) => void;
};

export function planFolder(config: ProjectConfig, _story: Story): RunFolder {
	return {cwd: config.root, branch: undefined, prepare: async () => {}, countNewCommits: async () => undefined};
}
