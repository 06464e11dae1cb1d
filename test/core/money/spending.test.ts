import {expect, test} from 'vitest';
import type {EpochMs} from '../../../source/core/ids.ts';
import {addSpending, selectSpentSince} from '../../../source/core/money/spending.ts';
import {coder, fleetAfter, noon, reviewer, runStarted, sessionOpened, usageReported} from '../given.ts';

const hour = 3_600_000;

test('reports are cumulative: only what a run cost more than before counts', () => {
	const fleet = fleetAfter(
		runStarted(),
		sessionOpened,
		usageReported({costUsd: 1}),
		usageReported({costUsd: 1.5}),
		usageReported({costUsd: 1.25}),
	);
	expect(selectSpentSince(fleet, noon)).toBeCloseTo(1.25);
	expect(selectSpentSince(fleet, (noon + hour) as EpochMs)).toBe(0);
});

test('all agents count', () => {
	const fleet = fleetAfter(
		...[runStarted(), usageReported({costUsd: 1})],
		...[runStarted(), usageReported({costUsd: 2})].map(event => ({event, agent: reviewer})),
	);
	expect(selectSpentSince(fleet, noon)).toBeCloseTo(3);
});

test('what cannot be of today any more is forgotten', () => {
	const agent = fleetAfter(runStarted(), usageReported({costUsd: 1})).agents[coder];
	const before = fleetAfter(runStarted()).agents[coder];
	const old = [{from: (noon - 30 * hour) as EpochMs, costUsd: 7}];
	const spending = agent ? addSpending(old, {before, after: agent, at: (noon + 60_000) as EpochMs}) : old;
	expect(spending).toEqual([{from: noon, costUsd: 1}]);
});
