import {expect, test} from 'vitest';
import type {AgentId} from '../../../source/core/ids.ts';
import {selectQueue, selectWaiting} from '../../../source/core/status/waiting.ts';
import {History, minutesIn} from '../../helpers/facts.ts';

function waitingOf(history: History, id: string, starting?: ReadonlySet<AgentId>) {
	const {fleet} = history;
	const agent = fleet.agents[id as AgentId];

	if (!agent) {
		throw new Error(`${id} is not in the history`);
	}

	return selectWaiting(agent, fleet, history.now, starting);
}

test('a queued story with nothing in its way may start', () => {
	const history = new History();
	history.agent('1:coder').listed('One').queued();
	expect(waitingOf(history, '1:coder')).toBeUndefined();
});

test('nothing waits that is not queued', () => {
	const history = new History({maxParallel: 1});
	history.agent('1:coder').listed('One').running('s1');
	history.agent('2:coder').listed('Two');
	expect(waitingOf(history, '1:coder')).toBeUndefined();
	expect(waitingOf(history, '2:coder')).toBeUndefined();
});

test('it waits for a slot while all are taken, those about to start included', () => {
	const history = new History({maxParallel: 2});
	history.agent('1:coder').listed('One').running('s1');
	history.agent('2:coder').listed('Two').queued();
	history.agent('3:coder').listed('Three').queued();
	expect(waitingOf(history, '3:coder')).toBeUndefined();
	expect(waitingOf(history, '3:coder', new Set(['2:coder' as AgentId]))).toEqual({kind: 'slot', taken: 2, of: 2});
});

const question = {tool: 'Bash', summary: 'npm publish'};

test('an agent that has waited for a person for ten seconds gives up its slot', () => {
	const history = new History({maxParallel: 1, maxWaiting: 1});
	history.agent('1:coder').listed('One').running('s1').asks(question);
	history.agent('2:coder').listed('Two').queued();
	history.wait(9);
	expect(waitingOf(history, '2:coder')).toEqual({kind: 'slot', taken: 1, of: 1});
	history.wait(1);
	expect(waitingOf(history, '2:coder')).toBeUndefined();
});

test('an answered agent takes a slot again before any queued one', () => {
	const history = new History({maxParallel: 1, maxWaiting: 1});
	const first = history.agent('1:coder').listed('One').running('s1').asks(question);
	const second = history.wait(10).agent('2:coder').listed('Two').running('s2');
	history.agent('3:coder').listed('Three').queued();
	expect(waitingOf(history, '3:coder')).toEqual({kind: 'slot', taken: 1, of: 1});
	first.event({type: 'permission-answered', requestId: 'ask-npm publish', decision: 'allow', by: 'user'});
	expect(waitingOf(history, '3:coder')).toEqual({kind: 'slot', taken: 2, of: 1});
	second.ended({kind: 'completed'});
	expect(waitingOf(history, '3:coder')).toEqual({kind: 'slot', taken: 1, of: 1});
	first.ended({kind: 'completed'});
	expect(waitingOf(history, '3:coder')).toBeUndefined();
});

test('only so many waiting agents give up their slot, and none in an unattended run', () => {
	const history = new History({maxParallel: 2, maxWaiting: 1});
	history.agent('1:coder').listed('One').running('s1').asks(question);
	history.agent('2:coder').listed('Two').running('s2').asks(question);
	history.agent('3:coder').listed('Three').running('s3');
	history.wait(60).agent('4:coder').listed('Four').queued();
	expect(waitingOf(history, '4:coder')).toEqual({kind: 'slot', taken: 2, of: 2});
});

test('it waits for a slot of its own agent', () => {
	const history = new History({
		agents: [
			{name: 'coder', runtime: 'claude-code', maxParallel: 1},
			{name: 'writer', runtime: 'claude-code'},
		],
	});
	history.agent('1:coder').listed('One').running('s1');
	history.agent('2:coder').listed('Two').queued();
	history.agent('3:writer').listed('Three').queued();
	expect(waitingOf(history, '2:coder')).toEqual({kind: 'agent-slot', name: 'coder', taken: 1, of: 1});
	expect(waitingOf(history, '3:writer')).toBeUndefined();
});

test('one whose agent was taken out of the configuration waits for it', () => {
	const history = new History();
	history.agent('1:painter').listed('One').queued();
	expect(waitingOf(history, '1:painter')).toMatchObject({kind: 'story', reason: expect.stringContaining('painter')});
});

test('it waits for another agent on the same story', () => {
	const history = new History();
	history.agent('1:coder').listed('One').running('s1');
	history.agent('1:writer').listed('One').queued();
	expect(waitingOf(history, '1:writer')).toEqual({kind: 'story-live', agent: '1:coder'});
});

test('it waits for a dependency until that is completed', () => {
	const history = new History();
	const first = history.agent('1:coder').listed('One').running('s1');
	history
		.agent('2:coder')
		.listed('Two', {after: ['1']})
		.queued();
	expect(waitingOf(history, '2:coder')).toEqual({kind: 'dependency', story: '1', status: 'running'});
	first.ended({kind: 'completed'});
	expect(waitingOf(history, '2:coder')).toBeUndefined();
});

test('a dependency that failed says so, also through others that wait for it', () => {
	const history = new History();
	history.agent('1:coder').listed('One').running('s1').ended({kind: 'failed', exitCode: 1, reason: 'tests fail'});
	history
		.agent('2:coder')
		.listed('Two', {after: ['1']})
		.queued();
	history
		.agent('3:coder')
		.listed('Three', {after: ['2']})
		.queued();
	const failed = {kind: 'dependency-failed', story: '1', status: 'failed'};
	expect(waitingOf(history, '2:coder')).toEqual(failed);
	expect(waitingOf(history, '3:coder')).toEqual(failed);
});

test('dependencies in a circle wait, and do not hang', () => {
	const history = new History();
	history
		.agent('1:coder')
		.listed('One', {after: ['2']})
		.queued();
	history
		.agent('2:coder')
		.listed('Two', {after: ['1']})
		.queued();
	expect(waitingOf(history, '1:coder')).toMatchObject({kind: 'dependency', story: '2'});
});

test('a story that it waits for and that does not exist is as good as failed', () => {
	const history = new History();
	history
		.agent('2:coder')
		.listed('Two', {after: ['nowhere']})
		.queued();
	expect(waitingOf(history, '2:coder')).toMatchObject({kind: 'dependency-failed', status: 'unknown'});
});

test.for(['user', 'budget', 'disk-full'] as const)('a queue paused for %s holds it', reason => {
	const history = new History();
	history.agent('1:coder').listed('One').queued();
	history.project({type: 'queue-paused', reason});
	expect(waitingOf(history, '1:coder')).toMatchObject({kind: 'paused', reason});
	history.project({type: 'queue-unpaused', reason});
	expect(waitingOf(history, '1:coder')).toBeUndefined();
});

test('a forced start passes a queue that was paused before, but not a full disk', () => {
	const history = new History();
	history.agent('1:coder').listed('One');
	history.project({type: 'queue-paused', reason: 'user'}).wait(1);
	history.agent('1:coder').queued({isForced: true});
	expect(waitingOf(history, '1:coder')).toBeUndefined();
	history.project({type: 'queue-paused', reason: 'disk-full'});
	expect(waitingOf(history, '1:coder')).toMatchObject({kind: 'paused', reason: 'disk-full'});
});

test('of a forced start and a pause, the later one counts', () => {
	const history = new History();
	history.agent('1:coder').listed('One').queued({isForced: true});
	history.wait(1).project({type: 'queue-paused', reason: 'user'});
	expect(waitingOf(history, '1:coder')).toMatchObject({kind: 'paused', reason: 'user'});
});

test('a retry waits for its time', () => {
	const history = new History();
	history
		.agent('1:coder')
		.listed('One')
		.queued({notBefore: minutesIn(1)});
	expect(waitingOf(history, '1:coder')).toEqual({kind: 'time', until: minutesIn(1)});
	history.wait(60);
	expect(waitingOf(history, '1:coder')).toBeUndefined();
});

test('a closed window holds its runtime until it opens, and a forced start passes it', () => {
	const history = new History();
	history
		.agent('1:coder')
		.listed('One')
		.running('s1')
		.limited({status: 'rejected', resetsAt: minutesIn(30)});
	history.agent('2:coder').listed('Two').queued();
	history.agent('3:coder').listed('Three').queued({isForced: true});
	expect(waitingOf(history, '2:coder')).toMatchObject({kind: 'rate-limit', window: 'five_hour', until: minutesIn(30)});
	expect(waitingOf(history, '3:coder')).toBeUndefined();
	history.wait(30 * 60);
	expect(waitingOf(history, '2:coder')).toBeUndefined();
});

test('overage keeps a rejected window open', () => {
	const history = new History();
	history
		.agent('1:coder')
		.listed('One')
		.running('s1')
		.limited({status: 'rejected', resetsAt: minutesIn(30), isUsingOverage: true});
	history.agent('2:coder').listed('Two').queued();
	expect(waitingOf(history, '2:coder')).toBeUndefined();
});

test('a window of one model holds only agents of that model', () => {
	const history = new History();
	const opus = history.agent('1:coder').listed('One').queued().started().opened('s1', 'claude-opus-5');
	opus
		.limited({status: 'rejected', window: 'seven_day_opus', resetsAt: minutesIn(30)}, 'opus')
		.ended({kind: 'failed', exitCode: 1, reason: 'limit'})
		.queued();
	history.agent('2:coder').listed('Two').running('s2').ended({kind: 'failed', exitCode: 1, reason: 'x'}).queued();
	expect(waitingOf(history, '1:coder')).toMatchObject({kind: 'rate-limit', window: 'seven_day_opus'});
	expect(waitingOf(history, '2:coder')).toBeUndefined();
});

test('a window of another account does not hold it', () => {
	const history = new History();
	history
		.agent('1:coder')
		.listed('One')
		.running('s1')
		.limited({status: 'rejected', resetsAt: minutesIn(30)}, undefined, '/work-account');
	history
		.agent('2:coder')
		.listed('Two')
		.running('s2')
		.limited({status: 'allowed'}, undefined, '/own-account')
		.ended({kind: 'failed', exitCode: 1, reason: 'x'})
		.queued();
	expect(waitingOf(history, '2:coder')).toBeUndefined();
});

test('an agent without a reported limit starts while any account is open', () => {
	const history = new History();
	const rejected = {status: 'rejected', resetsAt: minutesIn(30)} as const;
	const second = history
		.agent('2:coder')
		.listed('Two')
		.running('s2')
		.limited({status: 'allowed'}, undefined, '/own-account');
	history.agent('1:coder').listed('One').running('s1').limited(rejected, undefined, '/work-account');
	history.agent('3:coder').listed('Three').queued();
	expect(waitingOf(history, '3:coder')).toBeUndefined();
	second.limited(rejected, undefined, '/own-account');
	expect(waitingOf(history, '3:coder')).toMatchObject({kind: 'rate-limit'});
});

test('agents with tokens of their own wait for the windows of these only', () => {
	const rejected = {status: 'rejected', resetsAt: minutesIn(30)} as const;
	const history = new History({
		agents: [
			{name: 'work', runtime: 'claude-code', credential: '#aaaa'},
			{name: 'own', runtime: 'claude-code', credential: '#bbbb'},
			{name: 'coder', runtime: 'claude-code'},
		],
	});
	history.agent('1:work').listed('One').running('s1').limited(rejected, undefined, '#aaaa');
	history.agent('2:own').listed('Two').queued();
	history.agent('3:coder').listed('Three').queued();
	history.agent('4:work').listed('Four').queued();
	expect(waitingOf(history, '2:own')).toBeUndefined();
	expect(waitingOf(history, '3:coder')).toBeUndefined();
	expect(waitingOf(history, '4:work')).toMatchObject({kind: 'rate-limit'});
});

test('a story over its budget waits for a person', () => {
	const history = new History({budgets: {storyUsd: 1}});
	history.agent('1:coder').listed('One').running('s1').used(10, 10, 1.2).ended({kind: 'completed'}).queued();
	expect(waitingOf(history, '1:coder')).toEqual({kind: 'budget', spentUsd: 1.2, budgetUsd: 1});
});

test('the queue is in order of priority, then of a person, then of waiting', () => {
	const history = new History();
	history.agent('1:coder').listed('One').queued();
	history.wait(1).agent('2:coder').listed('Two', {priority: 5}).queued();
	history.wait(1).agent('3:coder').listed('Three').queued();
	history.wait(1).agent('4:coder').listed('Four').queued().fact({type: 'queue-moved', rank: -1});
	expect(selectQueue(history.fleet).map(({story}) => story)).toEqual(['2', '4', '1', '3']);
});
