import {expect, test} from 'vitest';
import {findAgent} from '../../../source/commands/agents/find-agent.ts';
import {selectRunProgress} from '../../../source/commands/run/run-progress.ts';
import {History} from '../../helpers/facts.ts';

const progressOf = (history: History, story: string) =>
	selectRunProgress(findAgent(history.fleet, story), history.fleet, history.now);

test('what runs, or waits for something that runs, is going', () => {
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
	expect(['1', '2', '3'].map(story => progressOf(history, story).kind)).toEqual(['going', 'going', 'going']);
});

test('what waits for a failed story is stuck, and so is what waits for that', () => {
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
	expect(progressOf(history, '1')).toEqual({kind: 'over'});
	expect(progressOf(history, '2')).toMatchObject({kind: 'stuck', reason: expect.stringContaining('1_a')});
	expect(progressOf(history, '3')).toMatchObject({kind: 'stuck', reason: expect.stringContaining('1_a')});
});

test('what waits for a story that nobody has started is stuck', () => {
	const history = new History();
	history.agent('1_a:coder').listed('A');
	history
		.agent('2_b:coder')
		.listed('B', {after: ['1_a']})
		.queued();
	expect(progressOf(history, '2').kind).toBe('stuck');
});

test.for([
	[true, 'going'],
	[false, 'over'],
] as const)('a rate limit with auto_resume = %s is %s', ([autoResume, kind]) => {
	const history = new History({autoResume});
	history
		.agent('1_a:coder')
		.listed('A')
		.running('s')
		.ended({kind: 'rate-limited', resetsAt: undefined, window: undefined});
	expect(progressOf(history, '1').kind).toBe(kind);
});

test('a retry that is due is going', () => {
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
	expect(progressOf(history, '1').kind).toBe('going');
});
