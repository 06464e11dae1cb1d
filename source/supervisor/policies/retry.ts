import {assertNever} from '../../core/assert-never.ts';
import {toResumption} from '../../core/commands/decide.ts';
import type {Agent, RunEnd} from '../../core/fleet/agent.ts';
import type {Intent, QueueCause} from '../../core/fleet/agent-event.ts';
import type {TurnResult} from '../../core/fleet/run-exit.ts';
import type {EpochMs, SessionId} from '../../core/ids.ts';
import type {Clock} from '../clock.ts';

/** How often a run that died before it opened a session is started again. */
const stillbornRetries = 3;

/** Delay of the first retry; each further one waits `backoffFactor` times as long, up to `longestDelayMs`. */
const firstDelayMs = 3000;
const backoffFactor = 4;
const longestDelayMs = 10 * 60_000;
/** Each delay is lengthened by a random fraction up to this, so that runs that failed together do not restart together. */
const jitter = 0.3;

/** No retry waits longer. */
export const longestRetryDelayMs = longestDelayMs * (1 + jitter);

/** A run to queue: its intent, the cause, and the earliest start. */
export type Retry = {readonly intent: Intent; readonly cause: QueueCause; readonly notBefore: EpochMs | undefined};

export type EndedRun = {
	readonly agent: Agent;
	readonly end: RunEnd;
	/** What the ended run was started for. */
	readonly intent: Intent;
	/** Whether this run opened a session; otherwise the agent's session is an earlier run's. */
	readonly hasSession: boolean;
	readonly lastTurn: TurnResult | undefined;
	/** Messages that the program never acknowledged. */
	readonly undelivered: readonly string[];
	/** Consecutive failures of the same kind before this one. */
	readonly failuresBefore: number;
};

/** Outcomes that a retry would reach again: limits and hooks set by the user. */
const finalOutcomes = new Set([
	'error_max_turns',
	'error_max_budget_usd',
	'error_max_structured_output_retries',
	'blocked_by_hook',
]);

/** The run that follows one that has ended; `undefined`: none. */
export function decideRetry(ended: EndedRun, maxRetries: number, clock: Clock): Retry | undefined {
	const {end, agent} = ended;

	switch (end.exit.kind) {
		case 'stillborn':
			return retryStillborn(ended, end.exit.reason);
		case 'failed':
			return retryFailed(ended, {maxRetries, clock, reason: end.exit.reason});
		case 'completed':
			return ended.undelivered.length > 0 && agent.session !== undefined
				? {
						intent: toResumption(agent.session, ended.undelivered),
						cause: {kind: 'undelivered-message'},
						notBefore: undefined,
					}
				: undefined;
		case 'killed':
		case 'rate-limited':
		case 'lost':
			return undefined;
		default:
			return assertNever(end.exit);
	}
}

function retryStillborn({intent, failuresBefore}: EndedRun, reason: string): Retry | undefined {
	return failuresBefore < stillbornRetries
		? {
				intent,
				cause: {kind: 'stillborn-retry', attempt: failuresBefore + 1, of: stillbornRetries, reason},
				notBefore: undefined,
			}
		: undefined;
}

function retryFailed(ended: EndedRun, options: {maxRetries: number; clock: Clock; reason: string}): Retry | undefined {
	const {lastTurn, intent, agent, hasSession, failuresBefore} = ended;
	const {session} = agent;

	if (lastTurn?.isSessionUnknown && intent.kind === 'resume') {
		const {message} = intent;
		return {
			intent: {kind: 'start', ...(message === undefined ? {} : {message})},
			cause: {kind: 'session-gone'},
			notBefore: undefined,
		};
	}

	if (
		lastTurn?.isLoginNeeded ||
		(lastTurn && finalOutcomes.has(lastTurn.outcome)) ||
		failuresBefore >= options.maxRetries
	) {
		return undefined;
	}

	return {
		intent: hasSession && session !== undefined ? resumeAgain(session, ended) : intent,
		cause: {kind: 'retry', attempt: failuresBefore + 1, of: options.maxRetries, reason: options.reason},
		notBefore: (options.clock.now() + retryDelayMs(failuresBefore, options.clock.random())) as EpochMs,
	};
}

/** A person's wish to share the session with another program holds for the retries. */
function resumeAgain(session: SessionId, {intent, undelivered}: EndedRun): Intent {
	const again = toResumption(session, undelivered);
	return intent.kind === 'resume' && intent.evenIfOpen ? {...again, evenIfOpen: true} : again;
}

/** Delay before the next try; `failuresBefore` is 0 after the first failure, `random` is in [0, 1). */
export function retryDelayMs(failuresBefore: number, random: number): number {
	const delayMs = Math.min(firstDelayMs * backoffFactor ** failuresBefore, longestDelayMs);
	return Math.round(delayMs * (1 + jitter * random));
}
