import {expect, test} from 'vitest';
import type {AgentId, RunId} from '../../../source/core/ids.ts';
import {createBudget} from '../../../source/supervisor/policies/budget.ts';
import {createDaySpending} from '../../../source/supervisor/recording/day-spending.ts';
import {firstRun, runStarted, secondRun, sessionOpened, storyRead, usageReported} from '../../core/given.ts';
import {createPolicyBench} from './policy-bench.ts';

function bench(change: {storyBudgetUsd?: number; dayBudgetUsd?: number; projectBudgetUsd?: number}) {
	const made = createPolicyBench(change);
	made.use(createBudget({...made.deps, day: createDaySpending(made.clock, [])}));
	made.given(storyRead, runStarted(), sessionOpened);
	return made;
}

const notices = ({said}: ReturnType<typeof bench>) =>
	said.flatMap(({event}) => (event.type === 'notice-raised' ? [event.text] : []));

test('at 80 % it warns, once', () => {
	const made = bench({storyBudgetUsd: 1});
	made.given(usageReported({costUsd: 0.79}));
	expect(notices(made)).toEqual([]);
	made.given(usageReported({costUsd: 0.8}));
	made.given(usageReported({costUsd: 0.9}));
	expect(notices(made)).toEqual(['Story 42_login has spent $0.80 of $1.00.']);
	expect(made.stopped).toEqual([]);
});

test('at 100 % the answer is finished, then the run is interrupted', () => {
	const made = bench({storyBudgetUsd: 1});
	made.given(usageReported({costUsd: 1}));
	expect(made.stopped).toEqual([]);
	made.given({type: 'tool-finished', toolId: 't', isError: false, outcome: ''});
	expect(made.stopped).toMatchObject([{run: firstRun, by: 'budget'}]);
});

test('at 120 % the run is killed at once', () => {
	const made = bench({storyBudgetUsd: 1});
	made.given(usageReported({costUsd: 1.2}));
	expect(made.stopped).toMatchObject([{run: firstRun, by: 'budget'}]);
});

test('the budget of the day limits all agents and pauses the queue until midnight', () => {
	const made = bench({dayBudgetUsd: 2});
	const other = '43_search:coder' as AgentId;
	made.given({agent: other, event: storyRead}, {agent: other, run: secondRun, event: runStarted()});
	made.given(usageReported({costUsd: 1.5}), {agent: other, run: secondRun, event: usageReported({costUsd: 1})});
	expect(made.stopped.map(({run}) => run).sort()).toEqual([firstRun, secondRun].sort());
	expect(made.fleet().pauses).toMatchObject([{reason: 'budget'}]);
	made.clock.advance(86_400_000);
	expect(made.fleet().pauses).toEqual([]);
});

test('costs before midnight do not count for the next day', () => {
	const made = bench({dayBudgetUsd: 2});
	made.given(usageReported({costUsd: 1.5}));
	made.clock.advance(86_400_000);
	made.given(usageReported({costUsd: 2.5}));
	expect(made.stopped).toEqual([]);
});

test('a runtime that reports no cost is not limited by a budget in dollars', () => {
	const made = bench({storyBudgetUsd: 0.01});
	made.given(usageReported({input: 1_000_000}));
	expect(made.stopped).toEqual([]);
});

test('the runs of an earlier supervisor count for the day', () => {
	const {clock} = createPolicyBench();
	const run = 'rbefore01' as RunId;
	const day = createDaySpending(clock, [{run, at: clock.now(), costUsd: 3}]);
	expect(day.spentUsd()).toBe(3);
});

test('a raised budget warns and stops again at its own amounts', () => {
	const change = {storyBudgetUsd: 1};
	const made = createPolicyBench();
	made.use(
		createBudget({
			...made.deps,
			config: () => ({...made.deps.config(), limits: {...made.deps.config().limits, ...change}}),
			day: createDaySpending(made.clock, []),
		}),
	);
	made.given(storyRead, runStarted(), sessionOpened, usageReported({costUsd: 1.2}));
	expect(made.stopped).toHaveLength(1);
	change.storyBudgetUsd = 2;
	made.given(usageReported({costUsd: 1.7}));
	expect(made.stopped).toHaveLength(1);
	expect(notices(made).at(-1)).toBe('Story 42_login has spent $1.70 of $2.00.');
	made.given(usageReported({costUsd: 2.5}));
	expect(made.stopped).toHaveLength(2);
});
