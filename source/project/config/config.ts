/** US dollars per million tokens. */
export type Price = {
	readonly input: number;
	readonly output: number;
	readonly cacheRead: number;
	readonly cacheWrite: number;
};

/** One `[[agent]]`. */
export type AgentConfig = {
	readonly name: string;
	readonly runtime: string;
	/** `undefined`: the runtime's own program. */
	readonly command: string | undefined;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly permissionMode: string | undefined;
	/** `undefined`: only the project's limit holds. */
	readonly maxParallel: number | undefined;
	readonly maxTurns: number | undefined;
	/** A mustache template over `story.id`, `story.title`, `story.body` and `worktree`. */
	readonly prompt: string;
};

/** One `[[permission]]`: asked in order, the first match answers. */
export type PermissionRule = {
	readonly tool: string;
	/** A glob on the command, path or URL; `undefined` matches all. */
	readonly match: string | undefined;
	readonly decision: 'allow' | 'deny' | 'ask';
};

/** `towline.toml`, read and checked: every value present, every path absolute, every duration in milliseconds. */
export type ProjectConfig = {
	/** The folder that holds `towline.toml`, with symbolic links resolved. */
	readonly root: string;
	/** The file itself. */
	readonly file: string;
	readonly name: string;
	/** Absolute path of the folder of stories. */
	readonly stories: string;
	/** As configured; `undefined`: the branch checked out. */
	readonly base: string | undefined;
	readonly worktree: {
		readonly enabled: boolean;
		/** Templates over `story.id`. */
		readonly path: string;
		readonly branch: string;
		readonly setup: readonly string[];
		readonly teardown: readonly string[];
		readonly copy: readonly string[];
	};
	readonly limits: {
		readonly maxParallel: number;
		readonly maxRetries: number;
		/** 0: never. */
		readonly inactivityTimeoutMs: number;
		/** 0: waits for a person. */
		readonly permissionTimeoutMs: number;
		readonly autoResume: boolean;
		readonly resumeLost: boolean;
		readonly storyBudgetUsd: number | undefined;
		readonly dayBudgetUsd: number | undefined;
		readonly projectBudgetUsd: number | undefined;
	};
	/** At least one; the first is the default for stories that name none. */
	readonly agents: readonly [AgentConfig, ...AgentConfig[]];
	readonly permissions: readonly PermissionRule[];
	readonly logs: {readonly keepLogsMs: number};
	readonly notify: {
		readonly bell: boolean;
		readonly title: boolean;
		readonly desktop: boolean;
		readonly command: string | undefined;
	};
	/** By model name. */
	readonly prices: Readonly<Record<string, Price>>;
};
