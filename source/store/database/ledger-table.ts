import type {DatabaseSync} from 'node:sqlite';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import {splitAgentId} from '../../core/ids.ts';
import {type LedgerRow, type Spent, spentSince, toLedgerRows} from '../../core/money/ledger.ts';
import {hasSum, rowSum} from '../checksum.ts';
import {UnusableDatabase} from './unusable-database.ts';

/**
 * Append-only. `model` is empty in the row with a run's total. Counts are REAL because they come from an agent program:
 * SQLite must not refuse a fact because of an odd number.
 */
export const createLedgerTable = `
	CREATE TABLE ledger (
		seq INTEGER NOT NULL,
		model TEXT NOT NULL,
		at INTEGER NOT NULL,
		run TEXT NOT NULL,
		agent TEXT NOT NULL,
		story TEXT NOT NULL,
		input REAL,
		output REAL,
		cache_write REAL,
		cache_read REAL,
		cost_usd REAL,
		is_estimate INTEGER NOT NULL,
		PRIMARY KEY (seq, model)
	) WITHOUT ROWID;
	CREATE INDEX ledger_by_time ON ledger (at, run);
	CREATE INDEX ledger_by_run ON ledger (run, model, at);
`;

/**
 * Writes the ledger rows of a fact, in the caller's transaction. The total is written first, with an empty model; a model
 * whose name is empty would have the same key and is ignored.
 */
export function createLedgerWriter(database: DatabaseSync): (fact: RecordedFact) => void {
	const insert = database.prepare(
		`INSERT OR IGNORE INTO ledger (seq, model, at, run, agent, story, input, output, cache_write, cache_read, cost_usd, is_estimate, sum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	);
	return fact => {
		for (const {seq, model, at, run, agent, usage, isEstimate} of toLedgerRows(fact)) {
			const {input, output, cacheWrite, cacheRead, costUsd} = usage;
			const {story} = splitAgentId(agent);
			const counts = [input, output, cacheWrite, cacheRead, costUsd ?? null];
			const row = [seq, model ?? '', at, run, agent, story, ...counts, isEstimate ? 1 : 0];
			insert.run(...row, rowSum(row));
		}
	};
}

/** All time zones differ from UTC by multiples of 15 minutes, so one report per quarter is enough for days in any zone. */
const quarterHourMs = 15 * 60_000;

/** The ledger for `costBy`: for each run and model, the last report of each quarter of an hour. */
export function selectLedger(database: DatabaseSync): readonly LedgerRow[] {
	return database
		.prepare(`SELECT *, max(seq) FROM ledger GROUP BY run, model, at / ${quarterHourMs}`)
		.all()
		.map(parseLedgerRow);
}

const lastReport = "SELECT seq FROM ledger WHERE run = active.run AND model = '' %s ORDER BY at DESC, seq DESC LIMIT 1";

/** The usage since a time, from at most two rows for each run: its last report, and its last report before that time. */
export function selectSpentSince(database: DatabaseSync, since: EpochMs): Spent {
	const rows = database
		.prepare(
			`WITH active AS (SELECT DISTINCT run FROM ledger WHERE at >= ?1)
			SELECT ledger.* FROM active JOIN ledger ON ledger.model = ''
				AND ledger.seq IN ((${lastReport.replace('%s', '')}), (${lastReport.replace('%s', 'AND at < ?1')}))`,
		)
		.all(since);
	return spentSince(rows.map(parseLedgerRow), since);
}

/** Throws `UnusableDatabase` for a row that is not as it was written. */
function parseLedgerRow(row: Readonly<Record<string, unknown>>): LedgerRow {
	const {seq, model, at, run, agent, story, input, output, cache_write, cache_read, cost_usd, is_estimate} = row;
	const counts = [input, output, cache_write, cache_read, cost_usd];

	if (!hasSum(row, [seq, model, at, run, agent, story, ...counts, is_estimate])) {
		throw new UnusableDatabase(`the ledger row of fact ${seq} is damaged`);
	}

	return {
		seq: Number(row.seq),
		at: Number(row.at) as EpochMs,
		agent: String(row.agent) as AgentId,
		run: String(row.run) as RunId,
		model: row.model === '' ? undefined : String(row.model),
		usage: {
			input: Number(row.input),
			output: Number(row.output),
			cacheWrite: Number(row.cache_write),
			cacheRead: Number(row.cache_read),
			costUsd: row.cost_usd === null ? undefined : Number(row.cost_usd),
		},
		isEstimate: row.is_estimate === 1,
	};
}
