import {expect, test} from 'vitest';
import {
	selectCounts,
	selectLiveMs,
	selectRows,
	selectRuns,
	selectTotal,
	selectUsage,
	selectWorkedMs,
} from '../../../source/core/fleet/selectors.ts';
import type {AgentId, EpochMs} from '../../../source/core/ids.ts';
import {
	coder,
	firstRun,
	fleetAfter,
	type Given,
	noon,
	reviewer,
	runEnded,
	runQueued,
	runStarted,
	secondRun,
	sessionOpened,
	storyRead,
	usage,
	usageReported,
} from '../given.ts';

const later = (noon + 60_000) as EpochMs;

function usageAfter(...given: readonly Given[]) {
	const agent = fleetAfter(...given).agents[coder];
	return agent && selectUsage(agent);
}

test('what an agent used is the sum of its runs', () => {
	expect(
		usageAfter(
			runStarted(),
			usageReported({input: 5, cacheRead: 100, costUsd: 0.5}, false),
			runEnded(),
			{event: runStarted(), run: secondRun},
			{event: usageReported({input: 1, output: 2}), run: secondRun},
		),
	).toEqual({usage: usage({input: 6, output: 2, cacheRead: 100, costUsd: 0.5}), isEstimate: true});
});

test('an estimate of nothing is none', () => {
	expect(usageAfter(runStarted(), usageReported({}))).toEqual({usage: usage(), isEstimate: false});
	expect(usageAfter(storyRead)).toEqual({usage: usage(), isEstimate: false});
});

test('no cost reported is not zero', () => {
	expect(usageAfter(runStarted(), usageReported({input: 5}))?.usage.costUsd).toBeUndefined();
});

test('the total is the sum over all agents', () => {
	const fleet = fleetAfter(usageReported({input: 1, costUsd: 1}, false), {
		event: usageReported({input: 2, costUsd: 2}),
		agent: reviewer,
	});
	expect(selectTotal(fleet)).toEqual({usage: usage({input: 3, costUsd: 3}), isEstimate: true});
});

test('rows come as people count, and only where there is something to tell', () => {
	const named = (story: string) => ({event: storyRead, agent: `${story}:coder` as AgentId});
	const gone = {event: {type: 'story-removed'}, agent: '5_gone:coder' as AgentId} as const;
	const rows = selectRows(fleetAfter(named('10_b'), named('9_a'), named('5_gone'), gone, named('b'), named('a')));
	expect(rows.map(({story}) => story)).toEqual(['9_a', '10_b', 'a', 'b']);
});

test('a story that is gone keeps its row while it runs and after', () => {
	const removed: Given = {type: 'story-removed'};
	expect(selectRows(fleetAfter(storyRead, runStarted(), removed))).toHaveLength(1);
	expect(selectRows(fleetAfter(storyRead, runStarted(), removed, runEnded()))).toHaveLength(1);
});

test('every row is counted once', () => {
	const counts = selectCounts(fleetAfter(storyRead, runStarted(), sessionOpened, {event: runQueued, agent: reviewer}));
	expect(counts).toMatchObject({running: 1, idle: 0});
	expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(1);
});

test.for<[string, readonly Given[], number | undefined]>([
	['of a live run grows', [storyRead, runStarted()], 59_000],
	['of the last run stays', [runStarted(), sessionOpened, runEnded()], 2000],
	['of what is queued again stays', [runStarted(), runEnded(), runQueued], 1000],
	['of several runs is added up', [runStarted(), sessionOpened, runEnded(), runStarted(), runEnded()], 3000],
	['of what never ran is not known', [storyRead], undefined],
])('the time %s', ([, given, elapsedMs]) => {
	const agent = fleetAfter(...given).agents[coder];
	expect(agent && selectWorkedMs(agent, later)).toBe(elapsedMs);
});

test('the runs of an agent are its past ones and the live one, oldest first', () => {
	const facts: readonly Given[] = [runStarted(), runEnded(), {event: runStarted({attempt: 2}), run: secondRun}];
	const agent = fleetAfter(...facts).agents[coder];
	expect(agent && selectRuns(agent)).toEqual([firstRun, secondRun]);
});

test('a clock that was set back gives no negative time', () => {
	const agent = fleetAfter(runStarted()).agents[coder];
	expect(agent && selectLiveMs(agent, (noon - 5000) as EpochMs)).toBe(0);
});
