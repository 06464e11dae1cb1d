import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RecordedFact} from '../../../source/core/fleet/agent-event.ts';
import type {AgentId, EpochMs, RunId} from '../../../source/core/ids.ts';
import {costBy, spentSince, toLedgerRows} from '../../../source/core/money/ledger.ts';
import {recordedFacts, usageReported} from '../../core/given.ts';
import {openedStore, temporaryProject} from '../temporary-project.ts';

const hourMs = 3_600_000;
const toDay = (at: EpochMs) => new Date(at).toISOString().slice(0, 10);

/** Reports of five runs, some minutes apart, as they may come. */
const history = fc
	.array(fc.record({run: fc.nat(4), minutes: fc.nat(120), cents: fc.nat(900), isEstimate: fc.boolean()}), {
		maxLength: 60,
	})
	.map(reports => {
		let at = 0;
		return reports.map(({run, minutes, cents, isEstimate}, index): RecordedFact => {
			at += minutes * 60_000;
			const [fact] = recordedFacts([{type: 'agent-seen'}], index + 1);
			return {
				...fact,
				seq: index + 1,
				position: index,
				at: at as EpochMs,
				agent: `story${run % 3}:coder` as AgentId,
				run: `r${run}` as RunId,
				event: usageReported({input: cents, costUsd: cents / 128}, isEstimate),
			};
		});
	});

test('the ledger queries give the same results as a fold of the facts', () => {
	fc.assert(
		fc.property(history, fc.nat(60), (facts, hours) => {
			const {store} = openedStore(temporaryProject());
			store.append(facts);
			const rows = facts.flatMap(toLedgerRows);
			const since = (hours * hourMs) as EpochMs;

			for (const by of ['story', 'agent', 'model', 'day'] as const) {
				expect(costBy(store.readLedger(), by, toDay)).toEqual(costBy(rows, by, toDay));
			}

			expect(store.spentSince(since)).toEqual(spentSince(rows, since));
			store.close();
		}),
		{numRuns: 40},
	);
});
