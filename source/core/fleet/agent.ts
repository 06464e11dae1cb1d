import type {AgentId, EpochMs, RunId, SessionId, StoryId} from '../ids.ts';
import type {TokenUsage} from '../money/token-usage.ts';
import type {Intent, QueueCause} from './agent-event.ts';
import type {Changes} from './changes.ts';
import type {Permission} from './permission.ts';
import {type EndStatus, endStatus, type RunExit, type StopCause} from './run-exit.ts';

/** The current run, whose process is starting or alive. */
export type LiveRun = {
	readonly run: RunId;
	/** `undefined` while its folder is being prepared. */
	readonly pid: number | undefined;
	readonly pidStart: string | undefined;
	readonly startedAt: EpochMs;
	readonly cwd: string;
	readonly branch: string | undefined;
	/** The commit of its worktree when the process started; `undefined` before, and without a worktree. */
	readonly head: string | undefined;
	readonly intent: Intent;
	/** Why it was queued; `undefined` if it was not. */
	readonly cause: QueueCause | undefined;
	readonly isUnattended: boolean;
	/** Whether this run has opened its session; until then its status is `starting`. */
	readonly hasSession: boolean;
	/** Permission requests without an answer, oldest first. */
	readonly permissions: readonly Permission[];
	/** The API request that the program retries; `undefined` once any other event arrives. */
	readonly retry:
		| {readonly attempt: number; readonly of: number; readonly status: number | undefined; readonly error: string}
		| undefined;
	/** A person interrupted the turn: `requested` until its program has ended it. A message or another turn removes it. */
	readonly interruption: 'requested' | 'done' | undefined;
	/** Messages sent that the program has not confirmed, oldest first. */
	readonly undelivered: readonly {readonly messageId: string; readonly text: string}[];
	/** What still runs in the background of its finished turn, by name. */
	readonly background: readonly string[];
	/** What of its set-up does not work, one sentence each; the first few. */
	readonly problems: readonly string[];
};

/** What an agent is doing. Its status is the tag of this union. */
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
			/** Order among agents of one priority, smaller first; set by a person, otherwise 0. */
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
	/** Messages that it did not read; they are sent again when it is resumed. */
	readonly undelivered: readonly string[];
	/** What it had left running in the background, and what was ended with it. */
	readonly background: readonly string[];
	/** What of its set-up did not work, one sentence each; the first few. */
	readonly problems: readonly string[];
	/** Why it was queued. */
	readonly cause: QueueCause | undefined;
	/** Nobody watched. Automatic retries and resumes are unattended as well. */
	readonly isUnattended: boolean;
	/** Nobody has looked at the agent since it ended. */
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
	/** `undefined` if the program did not name it. */
	readonly model: string | undefined;
	readonly session: SessionId;
	/** When it was first seen. */
	readonly openedAt: EpochMs;
};

/** One row of the table: a configured agent on a story, with all that is known from its events. */
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
	/** Whether the story file exists and names this agent. */
	readonly isListed: boolean;
	/** Why the story file cannot be used. */
	readonly refusal: string | undefined;
	readonly phase: Phase;
	/** The session that resuming continues. */
	readonly session: SessionId | undefined;
	/** The sessions it has opened, once for each model that the session used; newest last, at most `sessionsKept`. */
	readonly sessions: readonly AgentSession[];
	readonly model: string | undefined;
	readonly programVersion: string | undefined;
	/** The account whose rate limit was reported last; `undefined` before the first report. */
	readonly credential: string | undefined;
	/** Runs so far. */
	readonly attempts: number;
	/** How its last run ended; kept while it is queued or live again. */
	readonly lastEnd: RunEnd | undefined;
	/** Every run that has ended, the last one included; oldest first. Whether somebody saw its end is only in `lastEnd`. */
	readonly pastRuns: readonly RunEnd[];
	readonly ledger: readonly LedgerEntry[];
	readonly contextTokens: number | undefined;
	readonly contextWindow: number | undefined;
	/** The last tool call, the last paragraph it wrote or the result of the last turn, in one line. */
	readonly lastActivity: string | undefined;
	readonly lastEventAt: EpochMs | undefined;
	/** Where its last run worked. */
	readonly cwd: string | undefined;
	readonly branch: string | undefined;
	/** Changes in its worktree as last counted; `undefined` without one. */
	readonly changes: Changes | undefined;
};

/** The live run, if there is one. */
export function liveRun(agent: Agent): LiveRun | undefined {
	return 'live' in agent.phase ? agent.phase.live : undefined;
}

export function isLive(agent: Agent | undefined): boolean {
	return agent !== undefined && 'live' in agent.phase;
}

/** The phase after its last run, or `idle` if there was none. */
export function restingPhase(lastEnd: RunEnd | undefined): Phase {
	return lastEnd ? {status: endStatus(lastEnd.exit), end: lastEnd} : {status: 'idle'};
}
