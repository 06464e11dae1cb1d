import {expect, test} from 'vitest';
import {endStatus, type RunEvidence, type TurnResult, toRunExit} from '../../../source/core/fleet/run-exit.ts';
import type {EpochMs} from '../../../source/core/ids.ts';
import {goodTurn} from '../given.ts';

const bad: TurnResult = {...goodTurn, isError: true, text: 'API Error: 500'};
const wentWell: RunEvidence = {
	exitCode: 0,
	signal: undefined,
	stopping: undefined,
	lastTurn: goodTurn,
	hasSession: true,
	blockedBy: undefined,
	lastLine: undefined,
	reportsResults: true,
};
const blockedBy = {resetsAt: 1_795_167_578_000 as EpochMs, window: 'five_hour'};

const end = (change: Partial<RunEvidence>) => toRunExit({...wentWell, ...change});

test('a good result and a clean exit complete a run', () => {
	expect(end({})).toEqual({kind: 'completed'});
});

test('a wish to stop outranks whatever came after it', () => {
	const exit = {kind: 'killed', by: 'budget', reason: 'story budget'};
	expect(end({stopping: {by: 'budget', reason: 'story budget'}})).toEqual(exit);
	expect(end({stopping: {by: 'user'}, lastTurn: bad, exitCode: 1, blockedBy})).toEqual({kind: 'killed', by: 'user'});
	expect(end({stopping: {by: 'user'}, lastTurn: undefined, hasSession: false, signal: 9})).toMatchObject({
		kind: 'killed',
	});
});

test('a closed window is no failure', () => {
	expect(end({lastTurn: bad, exitCode: 1, blockedBy})).toEqual({kind: 'rate-limited', ...blockedBy});
	expect(end({lastTurn: undefined, exitCode: 1, blockedBy})).toEqual({kind: 'rate-limited', ...blockedBy});
});

test('a window that closed behind a good result stops nothing', () => {
	expect(end({blockedBy})).toEqual({kind: 'completed'});
});

test('an error result fails a run, even one that exits 0', () => {
	expect(end({lastTurn: bad})).toEqual({kind: 'failed', exitCode: 0, reason: 'API Error: 500'});
	expect(end({lastTurn: {...bad, text: ''}, exitCode: 1})).toMatchObject({reason: 'success'});
});

test('a clean exit without any result is a failure, unless the runtime has none', () => {
	expect(end({lastTurn: undefined})).toEqual({kind: 'failed', exitCode: 0, reason: 'exited 0 without a result'});
	expect(end({lastTurn: undefined, reportsResults: false})).toEqual({kind: 'completed'});
});

test('a good result and a bad exit is a failure', () => {
	expect(end({exitCode: 137})).toEqual({kind: 'failed', exitCode: 137, reason: 'exited 137'});
	expect(end({exitCode: undefined, signal: 9})).toMatchObject({kind: 'failed', reason: 'ended by signal 9'});
});

test('died before a session: stillborn, with the last line as the reason', () => {
	expect(end({lastTurn: undefined, hasSession: false, exitCode: 3, lastLine: 'No config.'})).toEqual({
		kind: 'stillborn',
		exitCode: 3,
		reason: 'exited 3 without a result: No config.',
	});
});

test('an error result without a session is a failure and not stillborn: the program did speak', () => {
	expect(end({lastTurn: bad, hasSession: false, exitCode: 1})).toMatchObject({kind: 'failed'});
});

test.for([
	[{kind: 'completed'}, 'completed'],
	[{kind: 'failed', exitCode: 1, reason: ''}, 'failed'],
	[{kind: 'stillborn', exitCode: 1, reason: ''}, 'failed'],
	[{kind: 'killed', by: 'user'}, 'stopped'],
	[{kind: 'killed', by: 'shutdown'}, 'stopped'],
	[{kind: 'killed', by: 'budget'}, 'stopped'],
	[{kind: 'killed', by: 'inactivity'}, 'failed'],
	[{kind: 'rate-limited', ...blockedBy}, 'rate-limited'],
	[{kind: 'lost'}, 'lost'],
] as const)('%j leaves its agent %s', ([exit, status]) => {
	expect(endStatus(exit)).toBe(status);
});
