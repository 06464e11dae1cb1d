import type {PermissionDecision} from '../../core/fleet/permission.ts';
import type {TurnResult} from '../../core/fleet/run-exit.ts';
import type {AgentId, RunId} from '../../core/ids.ts';

/** How a run ended, with what decides whether another follows. */
export type EndedReport = {
	readonly run: RunId;
	readonly lastTurn: TurnResult | undefined;
	/** Messages that the program never acknowledged. */
	readonly undelivered: readonly string[];
	/** It could not even be started: trying again would fail the same way. */
	readonly couldNotStart: boolean;
};

/** A run that is under way. */
export type LiveHandle = {
	readonly run: RunId;
	readonly agent: AgentId;
	/** Writes a message; whether it was read is told by `message-delivered`. */
	say(messageId: string, text: string): void;
	answer(requestId: string, decision: PermissionDecision): void;
	/** Interrupt, SIGTERM, SIGKILL; resolves when nothing of it is left. */
	stop(): Promise<void>;
	/** Stops the processes until `thaw`: the disk cannot keep up. */
	freeze(): void;
	thaw(): void;
	/** Resolves after `run-ended` is recorded; never rejects. */
	readonly ended: Promise<void>;
};
