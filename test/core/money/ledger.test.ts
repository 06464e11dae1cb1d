import {expect, test} from 'vitest';
import type {RunFact} from '../../../source/core/fleet/agent-event.ts';
import type {EpochMs} from '../../../source/core/ids.ts';
import {costBy, spentSince, toLedgerRows, unknownModel} from '../../../source/core/money/ledger.ts';
import type {TokenUsage} from '../../../source/core/money/token-usage.ts';
import {coder, type firstRun, type Given, recordedFacts, reviewer, secondRun, usage, usageReported} from '../given.ts';

const hourMs = 3_600_000;
const toDay = (at: EpochMs) => new Date(at).toISOString().slice(0, 10);

/** Rows of these reports, the first at midnight less half an hour, then an hour apart. */
function ledger(...given: readonly Given[]) {
	return recordedFacts(given)
		.map((fact, index) => ({...fact, at: (Date.UTC(2026, 6, 1, 23, 30) + index * hourMs) as EpochMs}))
		.flatMap(toLedgerRows);
}

function withModels(models: Record<string, TokenUsage>, costUsd: number): RunFact {
	return {type: 'usage-reported', usage: usage({costUsd}), models, isEstimate: false};
}

const summed = (lines: ReturnType<typeof costBy>) => lines.map(({key, usage: {costUsd}}) => [key, costUsd]);

test('a run counts once, by its last report', () => {
	const rows = ledger(usageReported({costUsd: 1}), usageReported({costUsd: 3}), usageReported({costUsd: 2}, false));
	expect(costBy(rows, 'story', toDay)).toEqual([
		{key: '42_login', usage: usage({costUsd: 2}), isEstimate: false, runs: 1},
	]);
});

test('runs of a story add up, and one estimate marks the sum', () => {
	const rows = ledger(
		usageReported({costUsd: 1}, false),
		{event: usageReported({costUsd: 0.5}), run: secondRun},
		{event: usageReported({costUsd: 9}, false), agent: reviewer, run: 'rthird' as typeof firstRun},
	);
	expect(costBy(rows, 'agent', toDay)).toEqual([
		{key: 'reviewer', usage: usage({costUsd: 9}), isEstimate: false, runs: 1},
		{key: 'coder', usage: usage({costUsd: 1.5}), isEstimate: true, runs: 2},
	]);
});

test('a run over midnight is split by what it had reported by then', () => {
	const rows = ledger(usageReported({costUsd: 1, input: 5}), usageReported({costUsd: 3, input: 9}, false));
	expect(costBy(rows, 'day', toDay)).toEqual([
		{key: '2026-07-01', usage: usage({costUsd: 1, input: 5}), isEstimate: true, runs: 1},
		{key: '2026-07-02', usage: usage({costUsd: 2, input: 4}), isEstimate: false, runs: 1},
	]);
	const midnight = Date.UTC(2026, 6, 2) as EpochMs;
	expect(spentSince(rows, midnight)).toEqual({usage: usage({costUsd: 2, input: 4}), isEstimate: false});
	expect(spentSince(rows, (midnight + 2 * hourMs) as EpochMs).usage).toEqual(usage());
	expect(spentSince(rows, 0 as EpochMs).usage.costUsd).toBe(3);
});

test('a run whose cost nobody reported has none, which is not zero', () => {
	const [line] = costBy(ledger(usageReported({input: 5})), 'story', toDay);
	expect(line?.usage).toEqual({...usage({input: 5}), costUsd: undefined});
});

test('only the models of the last report count, and what they leave is unknown', () => {
	const rows = ledger(
		withModels({opus: usage({costUsd: 1})}, 1),
		withModels({'opus-4': usage({costUsd: 2}), haiku: usage({costUsd: 0.5})}, 3),
	);
	expect(summed(costBy(rows, 'model', toDay))).toEqual([
		['opus-4', 2],
		['haiku', 0.5],
		[unknownModel, 0.5],
	]);
});

test('a rest that comes of rounding is nothing', () => {
	const rows = ledger(withModels({opus: usage({costUsd: 0.1}), haiku: usage({costUsd: 0.2})}, 0.1 + 0.2));
	expect(summed(costBy(rows, 'model', toDay)).map(([key]) => key)).toEqual(['haiku', 'opus']);
});

test('other facts add no rows', () => {
	expect(ledger({type: 'turn-started'}, {event: {type: 'agent-seen'}, agent: coder})).toEqual([]);
});
