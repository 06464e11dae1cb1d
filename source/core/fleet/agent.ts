import type {AgentId, EpochMs, RunId, SessionId, StoryId} from '../ids.ts';
import type {TokenUsage} from '../money/token-usage.ts';
import type {Intent, QueueCause} from './agent-event.ts';
import type {Changes} from './changes.ts';
import type {Permission} from './permission.ts';
import {type EndStatus, endStatus, type RunExit, type StopCause} from './run-exit.ts';

/** A run whose process lives. */
export type LiveRun = {
	readonly run: RunId;
	/** `undefined` while its folder is made ready. */
	readonly pid: number | undefined;
	readonly pidStart: string | undefined;
	readonly startedAt: EpochMs;
	readonly cwd: string;
	readonly branch: string | undefined;
	/** The commit its worktree was on when it began; `undefined` before, and without a worktree. */
	readonly head: string | undefined;
	readonly intent: Intent;
	/** Why it was queued; `undefined` for one that never was. */
	readonly cause: QueueCause | undefined;
	readonly isUnattended: boolean;
	/** Whether this run has opened its session; before, it is starting. */
	readonly hasSession: boolean;
	/** Unanswered, oldest first. */
	readonly permissions: readonly Permission[];
	/** The request that the agent program is trying again, until anything else comes. */
	readonly retry:
		| {readonly attempt: number; readonly of: number; readonly status: number | undefined; readonly error: string}
		| undefined;
	/** Said to it and not yet printed back, oldest first. */
	readonly undelivered: readonly {readonly messageId: string; readonly text: string}[];
};

/** What an agent is doing; the union that every status comes from. */
export type Phase =
	| {readonly status: 'idle'}
	| {
			readonly status: 'queued';
			readonly since: EpochMs;
			readonly intent: Intent;
			readonly cause: QueueCause;
			readonly notBefore: EpochMs | undefined;
			readonly isUnattended: boolean;
			readonly isForced: boolean;
			/** A person's order among those of one priority. */
			readonly rank: number;
	  }
	| {readonly status: 'starting' | 'running' | 'needs-input'; readonly live: LiveRun}
	| {
			readonly status: 'stopping';
			readonly live: LiveRun;
			readonly by: StopCause;
			readonly since: EpochMs;
			readonly reason: string | undefined;
	  }
	| {readonly status: EndStatus; readonly end: RunEnd};

export type AgentStatus = Phase['status'];

/** How the last run went. */
export type RunEnd = {
	readonly run: RunId;
	readonly exit: RunExit;
	readonly exitCode: number | undefined;
	readonly signal: number | undefined;
	readonly startedAt: EpochMs;
	readonly endedAt: EpochMs;
	readonly swept: number;
	readonly newCommits: number | undefined;
	/** What was said to it and never read: said again when it is resumed. */
	readonly undelivered: readonly string[];
	/** Why it had been queued. */
	readonly cause: QueueCause | undefined;
	/** Nobody watched: what follows by itself is unattended too. */
	readonly isUnattended: boolean;
	/** Nobody has looked at the agent since. */
	readonly isUnseen: boolean;
};

/** What one run has used: an entry of the ledger. */
export type LedgerEntry = {
	readonly run: RunId;
	readonly usage: TokenUsage;
	readonly models: Readonly<Record<string, TokenUsage>>;
	/** True until the runtime has reported its own figure. */
	readonly isEstimate: boolean;
};

/** A conversation of the agent program. */
export type AgentSession = {
	/** `undefined` where the program did not name it. */
	readonly model: string | undefined;
	readonly session: SessionId;
	/** When it was first seen. */
	readonly openedAt: EpochMs;
};

/** One row of the table: a configured worker on a story, with everything its events have told. */
export type Agent = {
	readonly id: AgentId;
	readonly story: StoryId;
	/** The configured agent's name. */
	readonly name: string;
	readonly title: string;
	readonly runtime: string;
	readonly after: readonly StoryId[];
	readonly priority: number;
	readonly budgetUsd: number | undefined;
	/** Whether the story's file is there and names this agent. */
	readonly isListed: boolean;
	/** Why the story's file cannot be used as it is. */
	readonly refusal: string | undefined;
	readonly phase: Phase;
	/** The session that resuming continues. */
	readonly session: SessionId | undefined;
	/** The last one of each model, the latest of all last. */
	readonly sessions: readonly AgentSession[];
	readonly model: string | undefined;
	readonly programVersion: string | undefined;
	/** Whose quota it used last, as the runtime told; `undefined` until one was told. */
	readonly credential: string | undefined;
	/** Runs so far. */
	readonly attempts: number;
	/** The last end, also while queued or live again. */
	readonly lastEnd: RunEnd | undefined;
	readonly ledger: readonly LedgerEntry[];
	readonly contextTokens: number | undefined;
	readonly contextWindow: number | undefined;
	/** The last thing it did, in words. */
	readonly lastActivity: string | undefined;
	readonly lastEventAt: EpochMs | undefined;
	/** Where its last run worked. */
	readonly cwd: string | undefined;
	readonly branch: string | undefined;
	/** Of its worktree, as last counted while it ran; `undefined` without one. */
	readonly changes: Changes | undefined;
};

/** The live run, if there is one. */
export function liveRun(agent: Agent): LiveRun | undefined {
	return 'live' in agent.phase ? agent.phase.live : undefined;
}

export function isLive(agent: Agent | undefined): boolean {
	return agent !== undefined && 'live' in agent.phase;
}

/** The phase that its last end left an agent in, or `idle`. */
export function restingPhase(lastEnd: RunEnd | undefined): Phase {
	return lastEnd ? {status: endStatus(lastEnd.exit), end: lastEnd} : {status: 'idle'};
}
