import type {PermissionDecision} from '../fleet/permission.ts';
import type {AgentId, RunId} from '../ids.ts';

/** What a person or a script can ask the supervisor to do. Names are imperative. */
export type Command =
	/**
	 * Starts the story in a new session. `isUnattended`: nobody watches, so permissions are denied at once. `isForced`: do
	 * not wait for rate limits, budgets or a paused queue.
	 */
	| {readonly type: 'start'; readonly agent: AgentId; readonly isUnattended?: boolean; readonly isForced?: boolean}
	| {
			readonly type: 'resume';
			readonly agent: AgentId;
			/** The id of one of its sessions or the start of that id; the last session if left out. */
			readonly session?: string;
			readonly message?: string;
			readonly isUnattended?: boolean;
			readonly isForced?: boolean;
			/** Resume it although another program has the session open. */
			readonly evenIfOpen?: boolean;
	  }
	/** Without an agent: all that are live, queued or rate-limited. */
	| {readonly type: 'kill'; readonly agent?: AgentId}
	/** Ends the turn and keeps the run, its program and its session: it waits for a message. */
	| {readonly type: 'interrupt'; readonly agent: AgentId}
	| {readonly type: 'message'; readonly agent: AgentId; readonly text: string}
	| {
			readonly type: 'answer';
			readonly agent: AgentId;
			readonly requestId: string;
			readonly decision: PermissionDecision;
	  }
	| {readonly type: 'move'; readonly agent: AgentId; readonly rank: number}
	| {readonly type: 'pause'}
	| {readonly type: 'unpause'}
	| {readonly type: 'see'; readonly agent: AgentId};

/** Work for the supervisor that a decision leads to, as data. */
export type Effect =
	| {readonly type: 'end-process'; readonly run: RunId}
	| {readonly type: 'interrupt-turn'; readonly run: RunId; readonly interruptId: string}
	| {readonly type: 'send-message'; readonly run: RunId; readonly messageId: string; readonly text: string}
	| {
			readonly type: 'send-answer';
			readonly run: RunId;
			readonly requestId: string;
			readonly decision: PermissionDecision;
	  };
