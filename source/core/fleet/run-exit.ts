import {assertNever} from '../assert-never.ts';
import type {EpochMs} from '../ids.ts';

/**
 * Who or what stopped a run. `shutdown` is `towline down`; `system` a signal to the supervisor, as at a reboot, which is no
 * person's wish: such a run is `lost`.
 */
export type StopCause = 'user' | 'inactivity' | 'budget' | 'shutdown' | 'system';

/** How a run ended: exactly one of these. */
export type RunExit =
	| {readonly kind: 'completed'}
	| {readonly kind: 'failed'; readonly exitCode: number | undefined; readonly reason: string}
	| {readonly kind: 'killed'; readonly by: StopCause; readonly reason?: string}
	/** Died before it opened a session, so it did no work: retried without counting, at most three times. */
	| {readonly kind: 'stillborn'; readonly exitCode: number | undefined; readonly reason: string}
	| {readonly kind: 'rate-limited'; readonly resetsAt: EpochMs | undefined; readonly window: string | undefined}
	/** The process that held the run died; its session can be resumed. */
	| {readonly kind: 'lost'};

export type EndStatus = 'completed' | 'failed' | 'stopped' | 'rate-limited' | 'lost';

/** The status of an agent after a run ended like this, unless a retry follows. */
export function endStatus(exit: RunExit): EndStatus {
	switch (exit.kind) {
		case 'completed':
			return 'completed';
		case 'failed':
		case 'stillborn':
			return 'failed';
		case 'killed':
			return killedStatus[exit.by];
		case 'rate-limited':
			return 'rate-limited';
		case 'lost':
			return 'lost';
		default:
			return assertNever(exit);
	}
}

const killedStatus: Readonly<Record<StopCause, EndStatus>> = {
	user: 'stopped',
	inactivity: 'failed',
	budget: 'stopped',
	shutdown: 'stopped',
	system: 'lost',
};

/** What a runtime reported at the end of a turn; a run can have several turns. */
export type TurnResult = {
	readonly isError: boolean;
	/** The runtime's own name of the outcome: `success`, `error_max_turns` ... */
	readonly outcome: string;
	/** For people: why it failed, or the last words. */
	readonly text: string;
	/** The HTTP status the API refused with. */
	readonly apiStatus: number | undefined;
	/** The session that was to be resumed does not exist. */
	readonly isSessionUnknown: boolean;
	/** The program is not logged in, or its key is refused. */
	readonly isLoginNeeded: boolean;
};

/** All that is known when a run's process is gone. */
export type RunEvidence = {
	readonly exitCode: number | undefined;
	readonly signal: number | undefined;
	/** A recorded wish to stop: it outranks what frames and exit codes say afterwards. */
	readonly stopping: {readonly by: StopCause; readonly reason?: string} | undefined;
	readonly lastTurn: TurnResult | undefined;
	readonly hasSession: boolean;
	/** The last rate limit of this run, if it is blocking. */
	readonly blockedBy: {readonly resetsAt: EpochMs | undefined; readonly window: string | undefined} | undefined;
	/** The last line of text that was no frame: often the only word of why a program would not start. */
	readonly lastLine: string | undefined;
	/** Whether the runtime announces results at all: for one that does not, a clean exit is enough. */
	readonly reportsResults: boolean;
};

/** Judges an end by everything that is known, never by the exit code alone. */
export function toRunExit(evidence: RunEvidence): RunExit {
	const {exitCode, stopping, lastTurn, hasSession, blockedBy} = evidence;

	if (stopping) {
		return {kind: 'killed', by: stopping.by, ...(stopping.reason ? {reason: stopping.reason} : {})};
	}

	if (blockedBy && (lastTurn === undefined || lastTurn.isError)) {
		return {kind: 'rate-limited', ...blockedBy};
	}

	if (lastTurn?.isError) {
		return {kind: 'failed', exitCode, reason: lastTurn.text || lastTurn.outcome};
	}

	const wentWell = exitCode === 0 && !evidence.signal;

	if (wentWell && (lastTurn || (hasSession && !evidence.reportsResults))) {
		return {kind: 'completed'};
	}

	const reason = endReason(evidence);
	return hasSession || lastTurn ? {kind: 'failed', exitCode, reason} : {kind: 'stillborn', exitCode, reason};
}

function endReason({exitCode, signal, lastLine, lastTurn}: RunEvidence): string {
	const how = signal ? `ended by signal ${signal}` : `exited ${exitCode ?? 'without a code'}`;
	const what = lastTurn ? how : `${how} without a result`;
	return lastLine ? `${what}: ${lastLine}` : what;
}
