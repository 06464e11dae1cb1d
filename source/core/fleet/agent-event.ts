import type {AgentId, EpochMs, RunId, SessionId, StoryId} from '../ids.ts';
import type {TokenUsage} from '../money/token-usage.ts';
import type {Changes} from './changes.ts';
import type {Permission, PermissionDecision, QuestionAnswer} from './permission.ts';
import type {RateLimit, RateScope} from './rate-limit.ts';
import type {RunExit, StopCause, TurnResult} from './run-exit.ts';

/** What a queued run does once it starts. */
export type Intent =
	/** `message` follows the story's prompt: it was meant for a session that no longer exists. */
	| {readonly kind: 'start'; readonly message?: string}
	| {
			/** Continues `session` with `message`, or with a default prompt. */
			readonly kind: 'resume';
			readonly session: SessionId;
			readonly message?: string;
			/** A person wants it although another program has the session open. */
			readonly evenIfOpen?: boolean;
	  };

/** Why a run was queued. */
export type QueueCause =
	| {readonly kind: 'user'}
	/** Retry `attempt` of `of` after a failure. */
	| {readonly kind: 'retry'; readonly attempt: number; readonly of: number; readonly reason: string}
	/** The last run exited before it opened a session; not counted as a retry. */
	| {readonly kind: 'stillborn-retry'; readonly attempt: number; readonly of: number; readonly reason: string}
	| {readonly kind: 'rate-limit'; readonly resetsAt: EpochMs}
	/** The session to resume no longer exists, so the story starts in a new one. */
	| {readonly kind: 'session-gone'}
	/** The last run ended before it read a message. */
	| {readonly kind: 'undelivered-message'}
	| {readonly kind: 'lost'};

/** The parts of the configuration that clients need. */
export type ProjectFacts = {
	readonly name: string;
	/** Absolute path of the project's root. */
	readonly root: string;
	/** Absolute path of the folder of stories. */
	readonly stories: string;
	/** What worktrees branch from; `undefined` where the project is no git repository. */
	readonly base: string | undefined;
	readonly maxParallel: number;
	/** How many agents that wait for a person give up their slot; absent in facts of older versions: none. */
	readonly maxWaiting?: number;
	readonly maxRetries: number;
	readonly autoResume: boolean;
	readonly budgets: {readonly storyUsd?: number; readonly dayUsd?: number; readonly projectUsd?: number};
	readonly agents: readonly {
		readonly name: string;
		readonly runtime: string;
		readonly maxParallel?: number;
		/** The login that its own `env` selects; absent where the command's environment decides. */
		readonly credential?: string;
	}[];
	/** Why files in the stories folder are not stories, if their names are no valid ids; absent if there are none. */
	readonly refusedFiles?: readonly string[];
};

/** Facts about the project as a whole or about a story: no run is needed for them. */
export type FleetFact =
	| {readonly type: 'project-configured'; readonly project: ProjectFacts}
	/** A story file was found, or changed. */
	| {
			readonly type: 'story-read';
			readonly title: string;
			readonly runtime: string;
			readonly after: readonly StoryId[];
			readonly priority: number;
			readonly budgetUsd: number | undefined;
	  }
	/** The story's file is gone, or names another agent now. */
	| {readonly type: 'story-removed'}
	/** The story's file cannot be used as it is; `undefined` when it can again. */
	| {readonly type: 'story-refused'; readonly reason: string | undefined}
	| {
			readonly type: 'run-queued';
			readonly intent: Intent;
			readonly cause: QueueCause;
			/** Not before this time. */
			readonly notBefore?: EpochMs;
			/** Nobody watches: permissions are denied at once. */
			readonly isUnattended?: boolean;
			/** A person wants it to start now, in spite of rate limits, budgets or a paused queue. */
			readonly isForced?: boolean;
	  }
	| {readonly type: 'run-dequeued'; readonly by: StopCause}
	/** Its place among queued agents of its priority, smaller first; set by a person. */
	| {readonly type: 'queue-moved'; readonly rank: number}
	| {readonly type: 'queue-paused'; readonly reason: 'user' | 'disk-full' | 'budget'; readonly detail?: string}
	| {readonly type: 'queue-unpaused'; readonly reason: 'user' | 'disk-full' | 'budget'}
	/** Somebody looked at a finished agent. */
	| {readonly type: 'agent-seen'}
	/** Something everybody should read once: a database rebuilt, a budget nearly spent. */
	| {readonly type: 'notice-raised'; readonly level: NoticeLevel; readonly text: string};

export type NoticeLevel = 'info' | 'warning' | 'error';

/** Facts about one run. */
/** Something that the agent program runs in the background. */
export type BackgroundTask = {
	readonly name: string;
	/** A command, such as a server; otherwise a subagent or another part of the agent's own work. */
	readonly isCommand: boolean;
};

export type RunFact =
	| {
			readonly type: 'run-started';
			/** 1 for an agent's first run. */
			readonly attempt: number;
			readonly intent: Intent;
			readonly cwd: string;
			readonly branch: string | undefined;
			readonly isUnattended: boolean;
	  }
	/** Recorded before the first byte of its output is read. */
	| {
			readonly type: 'process-started';
			readonly pid: number;
			/** The operating system's own mark of when the pid began: a pid is used again, the pair is not. */
			readonly pidStart: string | undefined;
			/** Where it really works, now that the folder is ready. */
			readonly cwd: string;
			readonly branch: string | undefined;
			/** The commit its worktree was on; `undefined` without one. */
			readonly head?: string;
	  }
	| {
			readonly type: 'session-opened';
			readonly session: SessionId;
			readonly model: string | undefined;
			readonly programVersion: string | undefined;
	  }
	/** The run's usage so far, cumulative; the latest replaces what was reported before. */
	| {
			readonly type: 'usage-reported';
			readonly usage: TokenUsage;
			readonly models: Readonly<Record<string, TokenUsage>>;
			readonly isEstimate: boolean;
			/** Tokens of the main conversation's last request, and the most its model takes. */
			readonly contextTokens?: number;
			readonly contextWindow?: number;
	  }
	| {readonly type: 'permission-asked'; readonly permission: Permission}
	| {
			readonly type: 'permission-answered';
			readonly requestId: string;
			readonly decision: PermissionDecision['kind'];
			readonly by: 'user' | 'rule' | 'unattended' | 'timeout';
			/** What the agent was told with a denial. */
			readonly message?: string;
			/** The rule of the configuration that answered. */
			readonly rule?: string;
			/** It was allowed for good, by the rule that the agent program offered. */
			readonly isAlways?: boolean;
			/** What was allowed instead of what was asked: the command, path or address, or the whole input as JSON. */
			readonly edited?: string;
			readonly answers?: readonly QuestionAnswer[];
	  }
	/** The agent no longer wants an answer. */
	| {readonly type: 'permission-withdrawn'; readonly requestId: string}
	/** The agent program tries a refused request again; a reason, not a status. */
	| {
			readonly type: 'api-retried';
			readonly attempt: number;
			readonly of: number;
			readonly delayMs: number;
			readonly status: number | undefined;
			readonly error: string;
	  }
	| {readonly type: 'rate-limit-reported'; readonly limit: RateLimit; readonly scope: RateScope}
	| {readonly type: 'turn-started'}
	| {readonly type: 'turn-ended'; readonly result: TurnResult}
	| {
			readonly type: 'tool-started';
			readonly toolId: string;
			readonly tool: string;
			readonly summary: string;
			readonly parent?: string;
	  }
	| {
			readonly type: 'tool-finished';
			readonly toolId: string;
			readonly isError: boolean;
			/** A word or two for the end of its line: `+24 −3`, `exit 1`; empty when there is nothing to say. */
			readonly outcome: string;
			readonly parent?: string;
	  }
	/** The first line of a paragraph that the agent wrote. */
	| {readonly type: 'output-noted'; readonly text: string}
	/** A person ended the turn: the run waits for a message, and is neither ended nor retried before. */
	| {readonly type: 'turn-interrupted'; readonly by: 'user'; readonly interruptId: string}
	| {readonly type: 'message-sent'; readonly messageId: string; readonly text: string}
	/** The program has confirmed the message. */
	| {readonly type: 'message-delivered'; readonly messageId: string}
	/** Something of the agent's set-up does not work, and the run goes on without it: a server, a hook, a settings file. */
	| {readonly type: 'problem-found'; readonly text: string}
	/** What still runs in the background of a finished turn, by name; empty when nothing does. */
	| {readonly type: 'background-changed'; readonly tasks: readonly string[]}
	/** What its worktree holds that its base does not, as of now. */
	| {readonly type: 'changes-counted'; readonly changes: Changes}
	/** A stop was requested. From here on the run counts as stopping, whatever its program reports. */
	| {readonly type: 'run-stopping'; readonly by: StopCause; readonly reason?: string}
	| {
			readonly type: 'run-ended';
			readonly exit: RunExit;
			readonly exitCode: number | undefined;
			readonly signal: number | undefined;
			/** Processes that had to be ended besides the agent's own. */
			readonly swept: number;
			/** Commits on its branch that were not there when it started. */
			readonly newCommits?: number;
	  };

/** What is streamed: many, kept in the run's log and sent only to those who read this run. */
export type TextEvent =
	/** `block` names the paragraph it continues. */
	| {readonly type: 'thinking-streamed'; readonly block: string; readonly text: string; readonly parent?: string}
	| {readonly type: 'output-streamed'; readonly block: string; readonly text: string; readonly parent?: string}
	/** The whole of what a tool was given and gave back, cut at a stated length. */
	| {readonly type: 'tool-input-read'; readonly toolId: string; readonly input: string}
	| {readonly type: 'tool-output-read'; readonly toolId: string; readonly output: string; readonly diff?: string}
	/** A line that is no frame, without its escape sequences. */
	| {readonly type: 'line-printed'; readonly text: string}
	/** Said to the agent: its prompt, a message, as it was accepted. */
	| {readonly type: 'prompt-given'; readonly text: string; readonly kind: 'prompt' | 'message'}
	/** The agent program's own remarks: a refused request, a compaction. */
	| {readonly type: 'remark-made'; readonly level: NoticeLevel; readonly text: string}
	/** The program asked for something that Towline does not know, and is told so. */
	| {readonly type: 'request-refused'; readonly requestId: string; readonly reason: string}
	/** Whether the program works or waits, and what still runs behind a finished turn. */
	| {
			readonly type: 'activity-changed';
			readonly state: 'working' | 'waiting' | 'idle';
			readonly backgroundTasks: number;
			/** What they are; missing in logs of earlier versions. */
			readonly tasks?: readonly BackgroundTask[];
	  }
	/** A frame that no translator knows, whole. */
	| {readonly type: 'frame-kept'; readonly frame: unknown};

export type AgentFact = FleetFact | RunFact;
export type AgentEvent = AgentFact | TextEvent;
/** What a runtime's translator may say: events of a run that come from its frames. */
export type RunEvent = RunFact | TextEvent;

/** An event with its number, time, agent and run: what is stored and sent. */
export type Recorded<Event extends AgentEvent = AgentEvent> = {
	/** Dense and increasing over the project; facts only. */
	readonly seq?: number;
	/** Dense in its run, from 0; for facts of no run, dense in the project's own log. */
	readonly position: number;
	readonly at: EpochMs;
	/** `undefined` for facts about the whole project. */
	readonly agent?: AgentId;
	/** `undefined` for facts of no run. */
	readonly run?: RunId;
	readonly event: Event;
};

export type RecordedFact = Recorded<AgentFact> & {readonly seq: number};
