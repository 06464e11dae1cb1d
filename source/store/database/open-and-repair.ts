import type {DatabaseSync} from 'node:sqlite';
import {findUnstored} from '../logs/recover.ts';
import {databaseFile} from '../paths.ts';
import {checkRows} from './check-rows.ts';
import {openDatabase, readNumber} from './database.ts';
import {createFactWriter} from './fact-table.ts';
import {type RepairedDatabase, rebuildDatabase} from './rebuild.ts';
import {isBusy, isUnusable} from './store-error.ts';

/** How long to wait for readers, which lock the file for some milliseconds. Another supervisor never gets this far. */
const maxReaderWaitMs = 2000;

/**
 * Opens the database of a project that this process owns. Imports facts that a crash left only in the logs. If the
 * database is corrupt, sets it aside and rebuilds it from the logs. Throws SQLite's own error, or that of a file.
 */
export function openAndRepair(root: string): RepairedDatabase {
	try {
		return openAndImport(root);
	} catch (error) {
		if (isUnusable(error)) {
			return rebuildDatabase(root, error);
		}

		throw error;
	}
}

function openAndImport(root: string): RepairedDatabase {
	const database = openWithRetry(databaseFile(root));

	try {
		const seq = readNumber(database, 'SELECT max(seq) FROM facts');
		const at = readNumber(database, 'SELECT at FROM facts ORDER BY seq DESC LIMIT 1');
		const unstored = findUnstored(root, {seq, at});
		checkRows(database);
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

function openWithRetry(file: string): DatabaseSync {
	const giveUpAt = performance.now() + maxReaderWaitMs;

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
