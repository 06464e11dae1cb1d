import {expect, test} from 'vitest';
import type {AgentId} from '../../../source/core/ids.ts';
import {selectBudgetReachedAt, selectUsdPerHour} from '../../../source/core/money/forecast.ts';
import {History, minutesIn} from '../../helpers/facts.ts';

function spending(budgetUsd?: number): History {
	const history = new History({budgets: budgetUsd === undefined ? {} : {projectUsd: budgetUsd}});
	history.agent('1:coder').listed('One').running('s1').wait(600).used(100, 10, 1);
	return history;
}

test('an hour costs what ten minutes cost, six times', () => {
	const {fleet, now} = spending();
	const agent = fleet.agents['1:coder' as AgentId];
	expect(agent && selectUsdPerHour(agent, now)).toBeCloseTo(6);
});

test('the budget is reached when what is left is spent at that rate', () => {
	const {fleet, now} = spending(4);
	expect(selectBudgetReachedAt(fleet, now)).toBe(minutesIn(10 + 30));
});

test.for([undefined, 1, 1000])('with a budget of %o no time is forecast', budget => {
	const {fleet, now} = spending(budget);
	expect(selectBudgetReachedAt(fleet, now)).toBeUndefined();
});
