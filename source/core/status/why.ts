import {assertNever} from '../assert-never.ts';
import type {Agent, LiveRun, Phase, RunEnd} from '../fleet/agent.ts';
import type {Fleet} from '../fleet/fleet.ts';
import type {RunExit, StopCause} from '../fleet/run-exit.ts';
import {formatClock, formatElapsed, formatUsd} from '../format.ts';
import type {EpochMs} from '../ids.ts';
import {selectWaiting, type Waiting} from './waiting.ts';

export {selectQueue, selectWaiting, type Waiting} from './waiting.ts';

/**
 * Why an agent is in its status, in one line for a person; `undefined` where the status needs no reason.
 * Contains text from agents and files: sanitise it before showing it.
 */
export function selectReason(agent: Agent, fleet: Fleet, now: EpochMs): string | undefined {
	const {phase} = agent;

	switch (phase.status) {
		case 'idle':
			return agent.refusal;
		case 'queued':
			return queuedReason(agent, phase, {fleet, now});
		case 'starting':
			return (
				diskFullReason(fleet) ?? retryReason(phase.live) ?? newSessionReason(phase.live) ?? startingReason(phase.live)
			);
		case 'running':
			return (
				diskFullReason(fleet) ??
				interruptionReason(phase.live) ??
				retryReason(phase.live) ??
				undeliveredReason(phase.live) ??
				backgroundReason(phase.live) ??
				newSessionReason(phase.live) ??
				problemReason(phase.live)
			);
		case 'needs-input':
			return permissionReason(phase.live);
		case 'stopping':
			return `stopping for ${formatElapsed(now - phase.since)}: ${phase.reason ?? stopWords[phase.by]}`;
		case 'completed':
			return withCommits(
				leftReason(phase.end) ?? newSessionReason(phase.end) ?? problemReason(phase.end),
				phase.end.newCommits,
			);
		case 'failed':
		case 'stopped':
			return withCommits(
				endReason(phase.end.exit) ?? newSessionReason(phase.end) ?? problemReason(phase.end),
				phase.end.newCommits,
			);
		case 'rate-limited':
			return limitReason(phase.end.exit, fleet, now);
		case 'lost':
			return withCommits(
				`${exitReason(phase.end.exit)}; it can be ${agent.session ? 'resumed' : 'started again'}`,
				phase.end.newCommits,
			);
		default:
			return assertNever(phase);
	}
}

/** What a queued agent waits for, as a line for a person. */
export function waitingReason(waiting: Waiting, now: EpochMs): string {
	switch (waiting.kind) {
		case 'story':
			return waiting.reason;
		case 'dependency':
			return `after ${waiting.story}, which is ${waiting.status}`;
		case 'dependency-failed':
			return waiting.status === 'unknown'
				? `after ${waiting.story}, which does not exist`
				: `after ${waiting.story}, which is ${waiting.status}: only you can start it again`;
		case 'paused':
			return pauseReason(waiting);
		case 'budget':
			return `its budget is spent: ${formatUsd(waiting.spentUsd)} of ${formatUsd(waiting.budgetUsd)}`;
		case 'time':
			return `in ${formatElapsed(waiting.until - now)}`;
		case 'rate-limit':
			return `${windowWords(waiting.window)} resets at ${formatClock(waiting.until, now)}`;
		case 'story-live':
			return `waiting for ${waiting.agent}, which works on the same story`;
		case 'slot':
			return `waiting for a slot, ${waiting.taken} of ${waiting.of} taken`;
		case 'agent-slot':
			return `waiting for a slot of ${waiting.name}, ${waiting.taken} of ${waiting.of} taken`;
		default:
			return assertNever(waiting);
	}
}

/** A window's name for people: `five_hour` is "the five-hour limit". */
function windowWords(window: string | undefined): string {
	return window === undefined ? 'the rate limit' : `the ${window.replaceAll('_', '-')} limit`;
}

/** Why a run was stopped on purpose. */
const stopWords: Readonly<Record<StopCause, string>> = {
	user: 'killed by you',
	inactivity: 'killed because it printed nothing for too long',
	budget: 'killed because its budget is spent',
	shutdown: 'stopped by `towline down`',
	system: 'the supervisor was ended by the system, as at a reboot',
};

/** How a run ended, in words; `undefined` for one that completed. */
export function exitReason(exit: RunExit): string | undefined {
	switch (exit.kind) {
		case 'completed':
			return undefined;
		case 'failed':
			return exit.reason;
		case 'stillborn':
			return `exited before it opened a session: ${exit.reason}`;
		case 'killed':
			return exit.reason ?? stopWords[exit.by];
		case 'rate-limited':
			return `${windowWords(exit.window)} is reached`;
		case 'lost':
			return 'the holder process died during its run';
		default:
			return assertNever(exit);
	}
}

/** A rate-limited run ends as `stopped` only if somebody took it out of the wait. */
function endReason(exit: RunExit): string | undefined {
	return exit.kind === 'rate-limited' ? `${exitReason(exit)}; you stopped it from waiting` : exitReason(exit);
}

type Context = {readonly fleet: Fleet; readonly now: EpochMs};

function queuedReason(agent: Agent, phase: Extract<Phase, {status: 'queued'}>, {fleet, now}: Context): string {
	const waiting = selectWaiting(agent, fleet, now);
	const {cause} = phase;
	const what = waiting ? waitingReason(waiting, now) : 'about to start';

	switch (cause.kind) {
		case 'retry':
			return `retry ${cause.attempt} of ${cause.of} ${waiting?.kind === 'time' ? what : `(${what})`}: ${cause.reason}`;
		case 'stillborn-retry':
			return `${what}: it exited before it opened a session, retry ${cause.attempt} of ${cause.of}: ${cause.reason}`;
		case 'rate-limit':
			return waiting?.kind === 'time'
				? `resumes at ${formatClock(waiting.until, now)}, after its rate limit resets`
				: what;
		case 'session-gone':
			return `${what}: its session no longer exists, so it starts a new one`;
		case 'undelivered-message':
			return `${what}: to deliver a message that its last run did not read`;
		case 'lost':
			return `${what}: the holder process died during its last run`;
		case 'user':
			return what;
		default:
			return assertNever(cause);
	}
}

function retryReason({retry}: LiveRun): string | undefined {
	return retry && `retry ${retry.attempt} of ${retry.of}, ${[retry.status, retry.error].filter(Boolean).join(' ')}`;
}

/** Shown for as long as that run is the last one, because the new session knows nothing of the old one. */
function newSessionReason({cause}: Pick<LiveRun, 'cause'>): string | undefined {
	return cause?.kind === 'session-gone' ? 'its session no longer exists, so it started a new one' : undefined;
}

/** A part of its set-up that did not work; `w` lists all of them. */
/** A finished agent goes on running while something that it started does. */
function backgroundReason({background}: LiveRun): string | undefined {
	return background.length > 0 ? `its turn is over; still in the background: ${background.join(', ')}` : undefined;
}

function leftReason({background}: RunEnd): string | undefined {
	return background.length > 0 ? `what it had left in the background was ended: ${background.join(', ')}` : undefined;
}

function problemReason({problems}: Pick<LiveRun, 'problems'>): string | undefined {
	const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
	return problems[0] && `${problems[0].replace(/\.$/, '')}${more}`;
}

/** A full disk pauses the output of all runs. */
function diskFullReason({pauses}: Fleet): string | undefined {
	return pauses.some(({reason}) => reason === 'disk-full') ? 'paused until the disk has room' : undefined;
}

function interruptionReason({interruption}: LiveRun): string | undefined {
	return interruption && (interruption === 'done' ? 'interrupted by you; m sends a message' : 'interrupting its turn');
}

function startingReason({pid}: LiveRun): string {
	return pid === undefined ? 'preparing its folder' : 'waiting for its session to open';
}

function undeliveredReason({undelivered}: LiveRun): string | undefined {
	const count = undelivered.length;
	return count === 0 ? undefined : `${count === 1 ? 'a message is' : `${count} messages are`} not read yet`;
}

function permissionReason({permissions}: LiveRun): string {
	const first = permissions[0];
	const more = permissions.length > 1 ? ` (and ${permissions.length - 1} more)` : '';
	return first ? `asks for ${first.tool}: ${first.summary}${more}` : 'asks for permission';
}

function withCommits(reason: string | undefined, commits: number | undefined): string | undefined {
	const left = commits ? `left ${commits} new ${commits === 1 ? 'commit' : 'commits'}` : undefined;
	return [reason, left].filter(part => part !== undefined).join('; ') || undefined;
}

function limitReason(exit: RunExit, fleet: Fleet, now: EpochMs): string {
	const words = windowWords(exit.kind === 'rate-limited' ? exit.window : undefined);
	const resetsAt = exit.kind === 'rate-limited' ? exit.resetsAt : undefined;

	if (resetsAt === undefined) {
		return `${words} is reached`;
	}

	const byHand = fleet.project?.autoResume === false ? '; auto_resume is off, so resume it yourself' : '';
	return resetsAt > now
		? `${words} resets at ${formatClock(resetsAt, now)}${byHand}`
		: `${words} was reset at ${formatClock(resetsAt, now)}${byHand}`;
}

function pauseReason({reason, detail}: Extract<Waiting, {kind: 'paused'}>): string {
	switch (reason) {
		case 'user':
			return 'the queue is paused';
		case 'disk-full':
			return `the disk is full${detail ? `: ${detail}` : ''}`;
		case 'budget':
			return detail ?? 'the budget is spent';
		default:
			return assertNever(reason);
	}
}
