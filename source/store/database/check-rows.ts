import type {DatabaseSync} from 'node:sqlite';
import {rowSum} from '../checksum.ts';
import {UnusableDatabase} from './unusable-database.ts';

/** The columns that a row's checksum covers, in the order of the table. */
const checkedColumns = {
	facts: 'seq, at, agent, run, position, type, event',
	ledger: 'seq, model, at, run, agent, story, input, output, cache_write, cache_read, cost_usd, is_estimate',
} as const;

/**
 * Throws `UnusableDatabase` if a fact or a row of the ledger is not as it was written. SQLite calls the checksum itself, because
 * that takes a third of the time of reading the rows.
 */
export function checkRows(database: DatabaseSync): void {
	database.function('row_sum', {deterministic: true, varargs: true}, (...columns: readonly unknown[]) =>
		rowSum(columns),
	);

	for (const [table, columns] of Object.entries(checkedColumns)) {
		const row = database
			.prepare(`SELECT seq FROM ${table} WHERE sum IS NOT NULL AND sum IS NOT row_sum(${columns}) LIMIT 1`)
			.get();

		if (row) {
			throw new UnusableDatabase(`row ${row.seq} of ${table} is damaged`);
		}
	}
}
