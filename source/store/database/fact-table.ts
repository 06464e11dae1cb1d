import type {DatabaseSync} from 'node:sqlite';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {rowSum} from '../checksum.ts';
import type {SpoolCursors} from '../store.ts';
import {createLedgerWriter} from './ledger-table.ts';

/** Stores facts, their ledger rows and how far they reach into spools in one transaction. A `seq` that exists already is an error. */
export type FactWriter = (facts: readonly RecordedFact[], cursors?: SpoolCursors) => void;

/** The writer throws SQLite's own error after rolling back. */
export function createFactWriter(database: DatabaseSync): FactWriter {
	const insert = database.prepare(
		'INSERT INTO facts (seq, at, agent, run, position, type, event, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
	);
	const writeLedger = createLedgerWriter(database);

	const writeCursor = database.prepare('INSERT OR REPLACE INTO spools (run, offset, events, sum) VALUES (?, ?, ?, ?)');

	return (facts, cursors) => {
		if (facts.length === 0) {
			return;
		}

		database.exec('BEGIN IMMEDIATE');

		try {
			for (const fact of facts) {
				const {seq, at, agent, run, position, event} = fact;
				const row = [seq, at, agent ?? null, run ?? null, position, event.type, JSON.stringify(event)];
				insert.run(...row, rowSum(row));
				writeLedger(fact);
				const cursor = cursors?.get(fact);

				if (cursor && run !== undefined) {
					writeCursor.run(run, ...cursor, rowSum([run, ...cursor]));
				}
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
