import type {PermissionDecision} from '../fleet/permission.ts';
import type {AgentId, RunId} from '../ids.ts';

/** What a person or a script may ask of the supervisor; imperative. */
export type Command =
	/** A fresh session. `isUnattended`: nobody watches, permissions are denied at once. */
	| {readonly type: 'start'; readonly agent: AgentId; readonly isUnattended?: boolean; readonly isForced?: boolean}
	| {
			readonly type: 'resume';
			readonly agent: AgentId;
			/** One of its sessions, or the beginning of one; the last one otherwise. */
			readonly session?: string;
			readonly message?: string;
			readonly isUnattended?: boolean;
			readonly isForced?: boolean;
	  }
	/** Without an agent: everything that is live, queued or rate-limited. */
	| {readonly type: 'kill'; readonly agent?: AgentId}
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

/** Work for the supervisor that a decision asks for; described, not done. */
export type Effect =
	| {readonly type: 'end-process'; readonly run: RunId}
	| {readonly type: 'send-message'; readonly run: RunId; readonly messageId: string; readonly text: string}
	| {
			readonly type: 'send-answer';
			readonly run: RunId;
			readonly requestId: string;
			readonly decision: PermissionDecision;
	  };
