import type {DatabaseSync} from 'node:sqlite';
import {findUnstored} from '../logs/recover.ts';
import {databaseFile} from '../paths.ts';
import {openDatabase, readNumber} from './database.ts';
import {createFactWriter} from './fact-table.ts';
import {type CheckedDatabase, rebuild} from './rebuild.ts';
import {isBusy, isUnusable} from './store-error.ts';

/** Readers hold the file for some milliseconds; another supervisor is refused before it comes here. */
const readersAtMostMs = 2000;

/**
 * Opens the database of a project that this process owns, brings in what a crash left in the logs alone, and sets a
 * corrupt database aside to build it again from the logs. Throws SQLite's own error, or a file's.
 */
export function openChecked(root: string): CheckedDatabase {
	try {
		return openAndImport(root);
	} catch (error) {
		if (isUnusable(error)) {
			return rebuild(root, error);
		}

		throw error;
	}
}

function openAndImport(root: string): CheckedDatabase {
	const database = openPatiently(databaseFile(root));

	try {
		const seq = readNumber(database, 'SELECT max(seq) FROM facts');
		const at = readNumber(database, 'SELECT at FROM facts ORDER BY seq DESC LIMIT 1');
		const unstored = findUnstored(root, {seq, at});
		createFactWriter(database)(unstored);
		return {database, repairs: seq === 0 && unstored.length > 0 ? [rebuiltFrom(unstored.length)] : []};
	} catch (error) {
		database.close();
		throw error;
	}
}

function rebuiltFrom(count: number): string {
	return `The database was missing: it was rebuilt from the run logs, ${count} facts.`;
}

function openPatiently(file: string): DatabaseSync {
	const giveUpAt = performance.now() + readersAtMostMs;

	for (;;) {
		try {
			return openDatabase(file);
		} catch (error) {
			if (!isBusy(error) || performance.now() > giveUpAt) {
				throw error;
			}

			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
}
