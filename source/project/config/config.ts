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
	/** `undefined`: the runtime's default program. */
	readonly command: string | undefined;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly permissionMode: string | undefined;
	/** `undefined`: only `limits.maxParallel` applies. */
	readonly maxParallel: number | undefined;
	/** `undefined`: no limit. */
	readonly maxTurns: number | undefined;
	/** A mustache template with the variables `story.id`, `story.title`, `story.body` and `worktree`. */
	readonly prompt: string;
};

/** One `[[permission]]`. Rules are checked in order; the first that matches answers. */
export type PermissionRule = {
	readonly tool: string;
	/** The field of the tool's input that `match` is about; `undefined`: the one that the tool acts on. */
	readonly field: string | undefined;
	/** A glob for the command, path or URL; `undefined` matches everything. */
	readonly match: string | undefined;
	readonly decision: 'allow' | 'deny' | 'ask';
};

/** A checked `towline.toml`: defaults are filled in, paths are absolute, durations are in milliseconds. */
export type ProjectConfig = {
	/** The folder that holds `towline.toml`, with symbolic links resolved. */
	readonly root: string;
	/** Absolute path of `towline.toml`. */
	readonly file: string;
	readonly name: string;
	/** Absolute path of the folder of stories. */
	readonly stories: string;
	/** As configured; `undefined`: the branch that is checked out. */
	readonly base: string | undefined;
	readonly worktree: {
		readonly enabled: boolean;
		/** A template with the variable `story.id`, as is `branch`. */
		readonly path: string;
		readonly branch: string;
		readonly setup: readonly string[];
		readonly teardown: readonly string[];
		readonly copy: readonly string[];
	};
	readonly limits: {
		readonly maxParallel: number;
		/** How many agents that wait for a person give up their slot. */
		readonly maxWaiting: number;
		readonly maxRetries: number;
		/** 0: no limit. */
		readonly inactivityTimeoutMs: number;
		/** How long a finished agent waits for commands that it left in the background; 0: no limit. */
		readonly backgroundTimeoutMs: number;
		/** 0: no limit. */
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
