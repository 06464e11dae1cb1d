import {statSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {liveRun} from '../core/fleet/agent.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import {withLost} from '../core/fleet/lost.ts';
import type {RunId} from '../core/ids.ts';
import type {LedgerRow} from '../core/money/ledger.ts';
import {checkSchema, isEmpty, refuseUnsafeDatabase} from './database/database.ts';
import {selectLedger} from './database/ledger-table.ts';
import {foldFleet} from './database/snapshot.ts';
import {toStoreError} from './database/store-error.ts';
import {databaseFile} from './paths.ts';

/**
 * Reads the fleet of a project that no supervisor owns; live runs become `lost`, except those that are `held` still. `undefined` if
 * no supervisor ever ran.
 * Throws `STORE_BUSY` at once if a supervisor owns the project (then ask the supervisor), and `STORE_FAILED` if the
 * database is corrupt (the next supervisor repairs it).
 */
export function readFleet(root: string, held?: ReadonlySet<RunId>): Fleet | undefined {
	const fleet = readDatabase(root, foldFleet);
	return fleet && withLost(fleet, held);
}

/** A run without a recorded end, as custody needs it. */
export type UnfinishedRun = {
	readonly run: RunId;
	readonly pid: number | undefined;
	readonly pidStart: string | undefined;
};

/** The runs of a project that no supervisor owns which have no recorded end. Throws like `readFleet`. */
export function readUnfinishedRuns(root: string): readonly UnfinishedRun[] {
	const fleet = readDatabase(root, foldFleet);
	return Object.values(fleet?.agents ?? {}).flatMap(agent => liveRun(agent) ?? []);
}

/** Reads the ledger of a project that no supervisor owns, for `costBy`. Throws like `readFleet`. */
export function readLedger(root: string): readonly LedgerRow[] {
	return readDatabase(root, selectLedger) ?? [];
}

/** Opens the database for some milliseconds only; a supervisor that starts meanwhile waits. */
function readDatabase<Result>(root: string, read: (database: DatabaseSync) => Result): Result | undefined {
	const file = databaseFile(root);

	try {
		// Unlike `existsSync` this throws when the folder may not be read: then it must not look as if nothing was stored.
		if (!statSync(file, {throwIfNoEntry: false})) {
			return undefined;
		}

		refuseUnsafeDatabase(file);
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
