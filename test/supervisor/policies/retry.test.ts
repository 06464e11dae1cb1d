import {expect, test} from 'vitest';
import type {RunExit, TurnResult} from '../../../source/core/fleet/run-exit.ts';
import {decideRetry, type EndedRun, retryDelayMs} from '../../../source/supervisor/policies/retry.ts';
import {coder, fleetAfter, runEnded, runStarted, session, sessionOpened, storyRead} from '../../core/given.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

const failed: RunExit = {kind: 'failed', exitCode: 1, reason: 'it broke'};
const stillborn: RunExit = {kind: 'stillborn', exitCode: 3, reason: 'exited 3'};
const turn: TurnResult = {
	isError: true,
	outcome: 'error_during_execution',
	text: '',
	apiStatus: undefined,
	isSessionUnknown: false,
	isLoginNeeded: false,
};

function ended(exit: RunExit, change: Partial<EndedRun> = {}): EndedRun {
	const facts = exit.kind === 'stillborn' ? [] : [sessionOpened];
	const agent = fleetAfter(storyRead, runStarted(), ...facts, runEnded(exit)).agents[coder];

	if (!agent?.lastEnd) {
		throw new Error('The run has not ended.');
	}

	return {
		agent,
		end: agent.lastEnd,
		intent: {kind: 'start'},
		hasSession: true,
		lastTurn: undefined,
		undelivered: [],
		failuresBefore: 0,
		...change,
	};
}

const clock = createFakeClock();

test('a failed run is resumed after a delay that grows with each failure', () => {
	expect(decideRetry(ended(failed), 2, clock)).toEqual({
		intent: {kind: 'resume', session},
		cause: {kind: 'retry', attempt: 1, of: 2, reason: 'it broke'},
		notBefore: clock.now() + 3000,
	});
	expect(decideRetry(ended(failed, {failuresBefore: 1}), 2, clock)?.notBefore).toBe(clock.now() + 12_000);
});

test('a fresh start that fails before its session opened is not continued in an older session', () => {
	const retry = decideRetry(ended(failed, {hasSession: false, lastTurn: turn}), 2, clock);
	expect(retry?.intent).toEqual({kind: 'start'});
});

test('after the configured number of retries a run stays failed', () => {
	expect(decideRetry(ended(failed, {failuresBefore: 2}), 2, clock)).toBeUndefined();
});

test('a stillborn run is retried at once, three times', () => {
	expect(decideRetry(ended(stillborn), 0, clock)).toMatchObject({
		intent: {kind: 'start'},
		cause: {kind: 'stillborn-retry', attempt: 1, of: 3},
		notBefore: undefined,
	});
	expect(decideRetry(ended(stillborn, {failuresBefore: 3}), 0, clock)).toBeUndefined();
});

test('after an unknown session the agent is started afresh, once', () => {
	const gone = {...turn, isSessionUnknown: true};
	const resumed = ended(failed, {lastTurn: gone, intent: {kind: 'resume', session}});
	expect(decideRetry(resumed, 2, clock)).toEqual({
		intent: {kind: 'start'},
		cause: {kind: 'session-gone'},
		notBefore: undefined,
	});
});

test.for([
	['that is not logged in', {...turn, isLoginNeeded: true}],
	['that reached its turns', {...turn, outcome: 'error_max_turns'}],
	['that reached its own budget', {...turn, outcome: 'error_max_budget_usd'}],
] as const)('a run %s is not retried: it would only fail again', ([, lastTurn]) => {
	expect(decideRetry(ended(failed, {lastTurn}), 2, clock)).toBeUndefined();
});

test.for([
	{kind: 'killed', by: 'user'},
	{kind: 'lost'},
	{kind: 'rate-limited', resetsAt: undefined, window: undefined},
] as const)('a run that ended as $kind is not retried', exit => {
	expect(decideRetry(ended(exit), 2, clock)).toBeUndefined();
});

test('a message that came too late is sent by resuming', () => {
	expect(decideRetry(ended({kind: 'completed'}, {undelivered: ['also the docs']}), 2, clock)).toMatchObject({
		intent: {kind: 'resume', session, message: 'also the docs'},
		cause: {kind: 'undelivered-message'},
	});
});

test('the delay has a maximum and is randomised', () => {
	expect(retryDelayMs(20, 0)).toBe(600_000);
	expect(retryDelayMs(0, 1)).toBe(3900);
});

test('the unread messages of a failed run are sent again by its retry', () => {
	expect(decideRetry(ended(failed, {undelivered: ['also the docs']}), 2, clock)?.intent).toEqual({
		kind: 'resume',
		session,
		message: 'also the docs',
	});
});

test('messages for an unknown session are sent to the new one', () => {
	const gone = {...turn, isSessionUnknown: true};
	const intent = {kind: 'resume', session, message: 'mind the tests'} as const;
	expect(decideRetry(ended(failed, {lastTurn: gone, intent}), 2, clock)?.intent).toEqual({
		kind: 'start',
		message: 'mind the tests',
	});
});
