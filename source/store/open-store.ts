import {existsSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import type {Recorded} from '../core/fleet/agent-event.ts';
import {isRecordedFact} from '../core/fleet/event-kinds.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import {formatNumberOf} from '../core/format.ts';
import {readNumber, selectFacts, selectRunFacts, selectSpoolCursor} from './database/database.ts';
import type {FactWriter} from './database/fact-table.ts';
import {selectLedger, selectSpentSince} from './database/ledger-table.ts';
import {type LockedDatabase, lockDatabase} from './database/locked-database.ts';
import {openAndRepair} from './database/open-and-repair.ts';
import {factsBetweenSnapshots, foldFleet, snapshotSeq, writeSnapshot} from './database/snapshot.ts';
import {toStoreError} from './database/store-error.ts';
import {prepareDatabaseFolder} from './database-folder.ts';
import {nextPositionInLog, spoolCursorInLog} from './logs/recover.ts';
import {createRunLogs, type RunLogs} from './logs/run-log.ts';
import {type Ownership, ownProject} from './own-project.ts';
import {databaseFolder, type LogName} from './paths.ts';
import {isBehind, type Repairs, type SpoolCursor, type SpoolCursors, type Store, spoolStart} from './store.ts';

/** Which project's store to open. */
export type StoreOptions = {
	readonly root: string;
	/** Written into `.towline` whenever that folder is made, so that the next supervisor knows whose it is. */
	readonly mark?: string | undefined;
};

/**
 * Opens the store of a project for its only owner, and repairs what a crash left behind.
 * Throws `STORE_BUSY` at once if another process owns it, `DISK_FULL`, or `STORE_FAILED`.
 */
export function openStore({root, mark}: StoreOptions): {readonly store: Store; readonly repairs: Repairs} {
	return withStoreErrors('open the database of the project', () => {
		prepareDatabaseFolder(root, mark);
		const owner = ownProject(root);

		try {
			const {database, repairs} = openAndRepair(root);
			return {store: createStore({root, mark, database, owner}), repairs};
		} catch (error) {
			owner.close();
			throw error;
		}
	});
}

type Parts = {
	readonly root: string;
	readonly mark: string | undefined;
	readonly database: DatabaseSync;
	readonly owner: Ownership;
};

function createStore(parts: Parts): Store {
	const {root} = parts;
	const locked = lockDatabase(parts);
	const logs = createRunLogs(root);
	let lastSeq = readNumber(locked.current, 'SELECT max(seq) FROM facts');
	let nextProjectPosition = nextPosition(root, locked.current, {});
	let savedSeq = snapshotSeq(locked.current);

	return {
		get lastSeq() {
			return lastSeq;
		},
		get nextProjectPosition() {
			return nextProjectPosition;
		},
		nextPosition: ({agent, run}) => nextPosition(root, locked.current, {agent, run}),
		append(batch, cursors) {
			withStoreErrors('record what happened', () => appendAll({batch, cursors}, logs.append, locked.writeFacts));
			const last = batch.findLast(isRecordedFact);
			const ofProject = batch.findLast(({agent, run}) => agent === undefined || run === undefined);
			lastSeq = last?.seq ?? lastSeq;
			nextProjectPosition = ofProject ? ofProject.position + 1 : nextProjectPosition;
		},
		spoolCursor: ({agent, run}) => spoolCursor(root, locked.current, {agent, run}),
		readRunFacts: run => withStoreErrors('read the facts', () => [...selectRunFacts(locked.current, run)]),
		readFacts: (since, limit) =>
			withStoreErrors('read the facts', () => [...selectFacts(locked.current, since, limit)]),
		readFleet: () => withStoreErrors('read the facts', () => foldFleet(locked.current)),
		saveSnapshotIfDue(fleet) {
			if (fleet.seq >= savedSeq + factsBetweenSnapshots) {
				trySaveSnapshot(locked.current, fleet);
				savedSeq = fleet.seq;
			}
		},
		readLedger: () => withStoreErrors('read the ledger', () => selectLedger(locked.current)),
		spentSince: at => withStoreErrors('read the ledger', () => selectSpentSince(locked.current, at)),
		restore: () => withStoreErrors('restore the database', () => restoreAll(root, locked, logs)),
		closeRun: ({agent, run}) => logs.close({agent, run}),
		close() {
			if (!locked.current.isOpen) {
				return;
			}

			try {
				withStoreErrors('restore the database', () => restoreAll(root, locked, logs));
			} finally {
				logs.closeAll();
				locked.close();
			}
		},
	};
}

function restoreAll(root: string, locked: LockedDatabase, logs: RunLogs): Repairs {
	const database = locked.restore() ? ['the database'] : [];
	const count = existsSync(root) ? logs.restore() : 0;
	const all = [...database, ...(count > 0 ? [formatNumberOf(count, 'log')] : [])];
	return all.length === 0
		? []
		: [`Files in ${databaseFolder(root)} were deleted while the supervisor ran. Restored: ${all.join(' and ')}.`];
}

/** Logs first, so that the database can be rebuilt from them alone. If writing the facts fails, the log lines are removed. */
function appendAll(
	{batch, cursors}: {readonly batch: readonly Recorded[]; readonly cursors: SpoolCursors | undefined},
	appendToLogs: RunLogs['append'],
	writeFacts: FactWriter,
): void {
	const undo = appendToLogs(batch, cursors);

	try {
		writeFacts(batch.filter(isRecordedFact), cursors);
	} catch (error) {
		undo();
		throw error;
	}
}

/** Takes the higher of both: logs may have been pruned, and the database may be behind the logs. */
function nextPosition(root: string, database: DatabaseSync, name: LogName): number {
	const row = database.prepare('SELECT max(position) AS position FROM facts WHERE run IS ?').get(name.run ?? null);
	const inDatabase = row?.position === null ? 0 : Number(row?.position) + 1;
	return Math.max(inDatabase, nextPositionInLog(root, name));
}

/** The log is written first, so it is never behind the database, unless somebody deleted it. */
function spoolCursor(root: string, database: DatabaseSync, name: LogName): SpoolCursor {
	const inDatabase = selectSpoolCursor(database, name.run) ?? spoolStart;
	const inLog = spoolCursorInLog(root, name) ?? spoolStart;
	return isBehind(inLog, inDatabase) ? inDatabase : inLog;
}

/** A snapshot only saves time, so a full disk is not an error. */
function trySaveSnapshot(database: DatabaseSync, fleet: Fleet): void {
	try {
		writeSnapshot(database, fleet);
	} catch {
		// Tried again after the same number of facts.
	}
}

/** Converts errors of files and SQLite; `doing` completes "Could not ...". */
function withStoreErrors<Result>(doing: string, act: () => Result): Result {
	try {
		return act();
	} catch (error) {
		throw toStoreError(error, doing);
	}
}
