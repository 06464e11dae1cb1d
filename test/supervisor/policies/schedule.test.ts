import {expect, test} from 'vitest';
import type {AgentId, EpochMs, RunId, StoryId} from '../../../source/core/ids.ts';
import {createSchedule} from '../../../source/supervisor/policies/schedule.ts';
import {permission, project, runEnded, runQueued, storyRead} from '../../core/given.ts';
import {createPolicyBench} from './policy-bench.ts';

const one = '1_one:coder' as AgentId;
const two = '2_two:coder' as AgentId;
const three = '3_three:coder' as AgentId;

function bench(maxParallel: number) {
	const made = createPolicyBench();
	made.given({event: {type: 'project-configured', project: {...project, maxParallel}}});

	for (const agent of [one, two, three]) {
		made.given({agent, event: storyRead});
	}

	made.use(createSchedule(made.deps));
	return made;
}

test('queued runs start while there are free slots', () => {
	const {given, started} = bench(2);
	given({agent: one, event: runQueued}, {agent: two, event: runQueued}, {agent: three, event: runQueued});
	expect(started).toEqual([one, two]);
});

test('the next run starts when a slot becomes free', () => {
	const {given, started} = bench(1);
	given({agent: one, event: runQueued}, {agent: two, event: runQueued});
	given({agent: one, run: 'rstarted1' as RunId, event: runEnded()});
	expect(started).toEqual([one, two]);
});

test('the slot of an agent that waits for a person goes to the next run after ten seconds', () => {
	const made = createPolicyBench();
	made.given({event: {type: 'project-configured', project: {...project, maxParallel: 1, maxWaiting: 1}}});
	made.given({agent: one, event: storyRead}, {agent: two, event: storyRead});
	made.use(createSchedule(made.deps));
	made.given({agent: one, event: runQueued}, {agent: two, event: runQueued});
	made.given({
		agent: one,
		run: 'rstarted1' as RunId,
		event: {type: 'permission-asked', permission: permission()},
	});
	made.clock.advance(9_999);
	expect(made.started).toEqual([one]);
	made.clock.advance(1);
	expect(made.started).toEqual([one, two]);
});

test('a higher priority goes first', () => {
	const {given, started} = bench(1);
	given({agent: one, event: runQueued});
	given({agent: three, event: {...storyRead, type: 'story-read', priority: 5} as typeof storyRead});
	given({agent: two, event: runQueued}, {agent: three, event: runQueued});
	given({agent: one, run: 'rstarted1' as RunId, event: runEnded()});
	expect(started).toEqual([one, three]);
});

test('a story waits for the one it comes after, and starts when that is completed', () => {
	const {given, started} = bench(4);
	given({agent: two, event: {...storyRead, type: 'story-read', after: ['1_one' as StoryId]} as typeof storyRead});
	given({agent: two, event: runQueued});
	expect(started).toEqual([]);
	given({agent: one, event: runQueued});
	given({agent: one, run: 'rstarted1' as RunId, event: runEnded()});
	expect(started).toEqual([one, two]);
});

test('a run with a start time starts at that time', () => {
	const {given, started, clock} = bench(4);
	given({agent: one, event: {...runQueued, notBefore: (clock.now() + 30_000) as EpochMs} as typeof runQueued});
	clock.advance(29_999);
	expect(started).toEqual([]);
	clock.advance(1);
	expect(started).toEqual([one]);
});

test('a paused queue starts nothing; unpausing starts what waits', () => {
	const {given, started} = bench(4);
	given({type: 'queue-paused', reason: 'user'});
	given({agent: one, event: runQueued});
	expect(started).toEqual([]);
	given({type: 'queue-unpaused', reason: 'user'});
	expect(started).toEqual([one]);
});

test('a closed window blocks the runs it covers until it opens', () => {
	const {given, started, clock} = bench(4);
	given({
		agent: two,
		event: {
			type: 'rate-limit-reported',
			scope: {runtime: 'claude-code', credential: '~/.claude', model: undefined},
			limit: {
				status: 'rejected',
				window: 'five_hour',
				resetsAt: (clock.now() + 60_000) as EpochMs,
				isUsingOverage: false,
				windows: {},
			},
		},
	});
	given({agent: one, event: runQueued});
	expect(started).toEqual([]);
	clock.advance(60_000);
	expect(started).toEqual([one]);
});

test('a started run takes its slot and is not started twice while the disk is full', () => {
	const made = createPolicyBench();
	made.given({event: {type: 'project-configured', project: {...project, maxParallel: 1}}});
	const started: AgentId[] = [];
	made.use(createSchedule({...made.deps, startQueued: id => started.push(id)}));
	made.given({agent: one, event: storyRead}, {agent: two, event: storyRead});
	made.given({agent: one, event: runQueued}, {agent: two, event: runQueued});
	made.given({type: 'notice-raised', level: 'info', text: 'Something else happened.'});
	expect(started).toEqual([one]);
});
