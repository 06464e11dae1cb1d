import type {PermissionDecision} from '../../core/fleet/permission.ts';
import type {TurnResult} from '../../core/fleet/run-exit.ts';
import type {AgentId, RunId} from '../../core/ids.ts';

/** What is known at the end of a run besides `run-ended`; it decides whether another run follows. */
export type EndedReport = {
	readonly run: RunId;
	readonly lastTurn: TurnResult | undefined;
	/** Messages that the program never acknowledged. */
	readonly undelivered: readonly string[];
	/** The process could not be started: a retry would fail the same way. */
	readonly couldNotStart: boolean;
};

/** Controls a live run. */
export type LiveHandle = {
	readonly run: RunId;
	readonly agent: AgentId;
	/** Writes a message; `message-delivered` is recorded when the program has read it. */
	say(messageId: string, text: string): void;
	/** Ends the turn and keeps the session open for a message. */
	interruptTurn(interruptId: string): void;
	answer(requestId: string, decision: PermissionDecision): void;
	/** Interrupt, SIGTERM, SIGKILL; resolves when no process of the run is left. */
	stop(): Promise<void>;
	/** Stops the run's processes until `thaw`, because the disk is full. */
	freeze(): void;
	thaw(): void;
	/** Whether it has a process: before, only the supervisor that prepares its folder knows of it. */
	isLaunched(): boolean;
	/** Resolves after `run-ended` is recorded; never rejects. */
	readonly ended: Promise<void>;
};
