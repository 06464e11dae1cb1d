import type {DatabaseSync} from 'node:sqlite';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {createLedgerWriter} from './ledger-table.ts';

/** Stores facts and their ledger rows in one transaction. A `seq` that exists already is an error. */
export type FactWriter = (facts: readonly RecordedFact[]) => void;

/** The writer throws SQLite's own error after rolling back. */
export function createFactWriter(database: DatabaseSync): FactWriter {
	const insert = database.prepare(
		'INSERT INTO facts (seq, at, agent, run, position, type, event) VALUES (?, ?, ?, ?, ?, ?, ?)',
	);
	const writeLedger = createLedgerWriter(database);

	return facts => {
		if (facts.length === 0) {
			return;
		}

		database.exec('BEGIN IMMEDIATE');

		try {
			for (const fact of facts) {
				const {seq, at, agent, run, position, event} = fact;
				insert.run(seq, at, agent ?? null, run ?? null, position, event.type, JSON.stringify(event));
				writeLedger(fact);
			}

			database.exec('COMMIT');
		} catch (error) {
			rollBack(database);
			throw error;
		}
	};
}

/** After some errors, such as a full disk, SQLite has already rolled back. */
function rollBack(database: DatabaseSync): void {
	if (database.isTransaction) {
		database.exec('ROLLBACK');
	}
}
