import {assertNever} from '../assert-never.ts';
import type {Agent, LiveRun, Phase} from '../fleet/agent.ts';
import type {Fleet} from '../fleet/fleet.ts';
import type {RunExit, StopCause} from '../fleet/run-exit.ts';
import {formatClock, formatElapsed, formatUsd} from '../format.ts';
import type {EpochMs} from '../ids.ts';
import {selectWaiting, type Waiting} from './waiting.ts';

export {selectQueue, selectWaiting, type Waiting} from './waiting.ts';

/**
 * Why an agent is in its status, in one line for a person; `undefined` where the status says it all.
 * Holds words that agents and their programs chose: sanitise it before it is shown.
 */
export function selectReason(agent: Agent, fleet: Fleet, now: EpochMs): string | undefined {
	const {phase} = agent;

	switch (phase.status) {
		case 'idle':
			return agent.refusal;
		case 'queued':
			return queuedReason(agent, phase, {fleet, now});
		case 'starting':
			return stillReason(fleet) ?? retryReason(phase.live) ?? afreshReason(phase.live) ?? startingReason(phase.live);
		case 'running':
			return stillReason(fleet) ?? retryReason(phase.live) ?? undeliveredReason(phase.live) ?? afreshReason(phase.live);
		case 'needs-input':
			return askedReason(phase.live);
		case 'stopping':
			return `being stopped ${formatElapsed(now - phase.since)}, ${phase.reason ?? stopWords[phase.by]}`;
		case 'completed':
		case 'failed':
		case 'stopped':
			return withCommits(restReason(phase.end.exit) ?? afreshReason(phase.end), phase.end.newCommits);
		case 'rate-limited':
			return limitReason(phase.end.exit, fleet, now);
		case 'lost':
			return withCommits(
				`the supervisor died under it; it can be ${agent.session ? 'resumed' : 'started again'}`,
				phase.end.newCommits,
			);
		default:
			return assertNever(phase);
	}
}

/** A thing that holds a queued agent, as a line for a person. */
export function waitingReason(waiting: Waiting, now: EpochMs): string {
	switch (waiting.kind) {
		case 'story':
			return waiting.reason;
		case 'dependency':
			return `after ${waiting.story}, which is ${waiting.status}`;
		case 'dependency-failed':
			return waiting.status === 'unknown'
				? `after ${waiting.story}, which does not exist`
				: `after ${waiting.story}, which is ${waiting.status}: complete it first`;
		case 'paused':
			return pauseReason(waiting);
		case 'budget':
			return `over its budget: ${formatUsd(waiting.spentUsd)} of ${formatUsd(waiting.budgetUsd)} spent`;
		case 'time':
			return `in ${formatElapsed(waiting.until - now)}`;
		case 'rate-limit':
			return `${windowWords(waiting.window)} is used up until ${formatClock(waiting.until, now)}`;
		case 'story-live':
			return `${waiting.agent} works on this story`;
		case 'slot':
			return `waiting for a slot, ${waiting.taken} of ${waiting.of} taken`;
		case 'agent-slot':
			return `waiting for a slot of ${waiting.name}, ${waiting.taken} of ${waiting.of} taken`;
		default:
			return assertNever(waiting);
	}
}

/** `five_hour` as people say it. */
function windowWords(window: string | undefined): string {
	return window === undefined ? 'the quota' : `the ${window.replaceAll('_', '-')} quota`;
}

/** What ended or ends a run on purpose, in words. */
const stopWords: Readonly<Record<StopCause, string>> = {
	user: 'killed by hand',
	inactivity: 'killed because it was silent',
	budget: 'killed because its budget is spent',
	shutdown: 'ended by towline down',
};

/** How a run ended, in words; `undefined` for one that completed. */
export function exitReason(exit: RunExit): string | undefined {
	switch (exit.kind) {
		case 'completed':
			return undefined;
		case 'failed':
			return exit.reason;
		case 'stillborn':
			return `died before it opened a session: ${exit.reason}`;
		case 'killed':
			return exit.reason ?? stopWords[exit.by];
		case 'rate-limited':
			return `${windowWords(exit.window)} is used up`;
		case 'lost':
			return 'the supervisor died under it';
		default:
			return assertNever(exit);
	}
}

/** One that waited for its quota is at rest only because a person said so. */
function restReason(exit: RunExit): string | undefined {
	return exit.kind === 'rate-limited' ? `${exitReason(exit)}, and it was told not to wait` : exitReason(exit);
}

type Scene = {readonly fleet: Fleet; readonly now: EpochMs};

function queuedReason(agent: Agent, phase: Extract<Phase, {status: 'queued'}>, {fleet, now}: Scene): string {
	const waiting = selectWaiting(agent, fleet, now);
	const {cause} = phase;
	const what = waiting ? waitingReason(waiting, now) : 'about to start';

	switch (cause.kind) {
		case 'retry':
			return `retry ${cause.attempt} of ${cause.of} ${waiting?.kind === 'time' ? what : `(${what})`}: ${cause.reason}`;
		case 'stillborn-retry':
			return `${what}: it died before it opened a session, try ${cause.attempt} of ${cause.of}: ${cause.reason}`;
		case 'rate-limit':
			return waiting?.kind === 'time' ? `resumes at ${formatClock(waiting.until, now)}, after its quota opens` : what;
		case 'session-gone':
			return `${what}: its session was gone, so it starts afresh`;
		case 'undelivered-message':
			return `${what}: to be told a message that came too late`;
		case 'lost':
			return `${what}: its run was lost with the supervisor`;
		case 'user':
			return what;
		default:
			return assertNever(cause);
	}
}

function retryReason({retry}: LiveRun): string | undefined {
	return retry && `retry ${retry.attempt} of ${retry.of}, ${[retry.status, retry.error].filter(Boolean).join(' ')}`;
}

/** Told for as long as that run is the last one: what its earlier session knew is not known to this one. */
function afreshReason({cause}: Pick<LiveRun, 'cause'>): string | undefined {
	return cause?.kind === 'session-gone' ? 'its session was gone, so it started afresh' : undefined;
}

/** A full disk stops the processes where they are. */
function stillReason({pauses}: Fleet): string | undefined {
	return pauses.some(({reason}) => reason === 'disk-full') ? 'stands still until the disk has room' : undefined;
}

function startingReason({pid}: LiveRun): string {
	return pid === undefined ? 'its folder is being made ready' : 'waiting for its session to open';
}

function undeliveredReason({undelivered}: LiveRun): string | undefined {
	const count = undelivered.length;
	return count === 0 ? undefined : `${count === 1 ? 'a message is' : `${count} messages are`} not yet read`;
}

function askedReason({permissions}: LiveRun): string {
	const first = permissions[0];
	const more = permissions.length > 1 ? ` (and ${permissions.length - 1} more)` : '';
	return first ? `asks for ${first.tool}: ${first.summary}${more}` : 'asks for something';
}

function withCommits(reason: string | undefined, commits: number | undefined): string | undefined {
	const left = commits ? `left ${commits} new ${commits === 1 ? 'commit' : 'commits'}` : undefined;
	return [reason, left].filter(part => part !== undefined).join('; ') || undefined;
}

function limitReason(exit: RunExit, fleet: Fleet, now: EpochMs): string {
	const words = windowWords(exit.kind === 'rate-limited' ? exit.window : undefined);
	const resetsAt = exit.kind === 'rate-limited' ? exit.resetsAt : undefined;

	if (resetsAt === undefined) {
		return `${words} is used up`;
	}

	const byHand = fleet.project?.autoResume === false ? '; auto_resume is off, resume it by hand' : '';
	return resetsAt > now
		? `${words} is used up until ${formatClock(resetsAt, now)}${byHand}`
		: `${words} is open again since ${formatClock(resetsAt, now)}${byHand}`;
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
