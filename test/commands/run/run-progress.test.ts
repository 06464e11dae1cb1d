import {expect, test} from 'vitest';
import {findAgent} from '../../../source/commands/agents/find-agent.ts';
import {selectRunProgress} from '../../../source/commands/run/run-progress.ts';
import {History} from '../../helpers/facts.ts';

const progressOf = (history: History, story: string) =>
	selectRunProgress(findAgent(history.fleet, story), history.fleet, history.now);

test('an agent that is running, or waits for a running one, is in progress', () => {
	const history = new History();
	history.agent('1_a:coder').listed('A').running('s');
	history
		.agent('2_b:coder')
		.listed('B', {after: ['1_a']})
		.queued();
	history
		.agent('3_c:coder')
		.listed('C', {after: ['2_b']})
		.queued();
	expect(['1', '2', '3'].map(story => progressOf(history, story).kind)).toEqual([
		'in-progress',
		'in-progress',
		'in-progress',
	]);
});

test('an agent that waits for a failed story is blocked, and so are those that wait for it', () => {
	const history = new History();
	history.agent('1_a:coder').listed('A').running('s').ended({kind: 'failed', exitCode: 1, reason: 'no'});
	history
		.agent('2_b:coder')
		.listed('B', {after: ['1_a']})
		.queued();
	history
		.agent('3_c:coder')
		.listed('C', {after: ['2_b']})
		.queued();
	expect(progressOf(history, '1')).toEqual({kind: 'finished'});
	expect(progressOf(history, '2')).toMatchObject({kind: 'blocked', reason: expect.stringContaining('1_a')});
	expect(progressOf(history, '3')).toMatchObject({kind: 'blocked', reason: expect.stringContaining('1_a')});
});

test('an agent that waits for a story that was not started is blocked', () => {
	const history = new History();
	history.agent('1_a:coder').listed('A');
	history
		.agent('2_b:coder')
		.listed('B', {after: ['1_a']})
		.queued();
	expect(progressOf(history, '2').kind).toBe('blocked');
});

test.for([
	[true, 'in-progress'],
	[false, 'finished'],
] as const)('a rate limit with auto_resume = %s is %s', ([autoResume, kind]) => {
	const history = new History({autoResume});
	history
		.agent('1_a:coder')
		.listed('A')
		.running('s')
		.ended({kind: 'rate-limited', resetsAt: undefined, window: undefined});
	expect(progressOf(history, '1').kind).toBe(kind);
});

test('an agent with a scheduled retry is in progress', () => {
	const history = new History();
	history
		.agent('1_a:coder')
		.listed('A')
		.running('s')
		.ended({kind: 'failed', exitCode: 1, reason: 'no'})
		.fact({
			type: 'run-queued',
			intent: {kind: 'start'},
			cause: {kind: 'retry', attempt: 1, of: 2, reason: 'no'},
		});
	expect(progressOf(history, '1').kind).toBe('in-progress');
});
