import {existsSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import type {Fleet} from '../core/fleet/fleet.ts';
import {withLost} from '../core/fleet/lost.ts';
import type {LedgerRow} from '../core/money/ledger.ts';
import {checkSchema, isEmpty} from './database/database.ts';
import {selectLedger} from './database/ledger-table.ts';
import {foldFleet} from './database/snapshot.ts';
import {toStoreError} from './database/store-error.ts';
import {databaseFile} from './paths.ts';

/**
 * The fleet of a project that no supervisor owns: what was live is `lost`. `undefined` where none ever ran.
 * Throws `STORE_BUSY` at once when a supervisor does own it (ask that one), and `STORE_FAILED` for a database that the next
 * supervisor will have to mend.
 */
export function readFleet(root: string): Fleet | undefined {
	const fleet = reading(root, foldFleet);
	return fleet && withLost(fleet);
}

/** The ledger of a project that no supervisor owns, for `costBy`. Throws as `readFleet` does. */
export function readLedger(root: string): readonly LedgerRow[] {
	return reading(root, selectLedger) ?? [];
}

/** Opens for some milliseconds only: a supervisor that starts meanwhile waits for it. */
function reading<Result>(root: string, read: (database: DatabaseSync) => Result): Result | undefined {
	const file = databaseFile(root);

	if (!existsSync(file)) {
		return undefined;
	}

	try {
		const database = new DatabaseSync(file, {readOnly: true});

		try {
			if (isEmpty(database)) {
				return undefined;
			}

			checkSchema(database);
			return read(database);
		} finally {
			database.close();
		}
	} catch (error) {
		throw toStoreError(error, 'read the database of the project');
	}
}
