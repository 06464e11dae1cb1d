import {existsSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {isRecordedFact} from '../core/fleet/event-kinds.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import {formatNumberOf} from '../core/format.ts';
import {readNumber, selectFacts} from './database/database.ts';
import type {FactWriter} from './database/fact-table.ts';
import {selectLedger, selectSpentSince} from './database/ledger-table.ts';
import {type LockedDatabase, lockDatabase} from './database/locked-database.ts';
import {openChecked} from './database/open-checked.ts';
import {factsBetweenSnapshots, foldFleet, snapshotSeq, writeSnapshot} from './database/snapshot.ts';
import {toStoreError} from './database/store-error.ts';
import {nextPositionInLog} from './logs/recover.ts';
import {createRunLogs, type RunLogs} from './logs/run-log.ts';
import {type Ownership, ownProject} from './own-project.ts';
import {databaseFolder, type LogName} from './paths.ts';
import {prepareFolder} from './prepare-folder.ts';
import type {Repairs, Store} from './store.ts';

/**
 * Opens what is stored of a project, for its one owner, and mends what a crash left behind.
 * Throws `STORE_BUSY` at once when another process owns it, `DISK_FULL`, or `STORE_FAILED`.
 */
export function openStore({root}: {readonly root: string}): {readonly store: Store; readonly repairs: Repairs} {
	return storing('open the database of the project', () => {
		prepareFolder(root);
		const owner = ownProject(root);

		try {
			const {database, repairs} = openChecked(root);
			return {store: createStore({root, database, owner}), repairs};
		} catch (error) {
			owner.close();
			throw error;
		}
	});
}

type Parts = {readonly root: string; readonly database: DatabaseSync; readonly owner: Ownership};

function createStore(parts: Parts): Store {
	const {root} = parts;
	const held = lockDatabase(parts);
	const logs = createRunLogs(root);
	let lastSeq = readNumber(held.current, 'SELECT max(seq) FROM facts');
	let nextProjectPosition = nextPosition(root, held.current, {});
	let keptSeq = snapshotSeq(held.current);

	return {
		get lastSeq() {
			return lastSeq;
		},
		get nextProjectPosition() {
			return nextProjectPosition;
		},
		nextPosition: ({agent, run}) => nextPosition(root, held.current, {agent, run}),
		append(batch) {
			storing('record what happened', () => appendAll(batch, logs.append, held.writeFacts));
			const last = batch.findLast(isRecordedFact);
			const ofProject = batch.findLast(({agent, run}) => agent === undefined || run === undefined);
			lastSeq = last?.seq ?? lastSeq;
			nextProjectPosition = ofProject ? ofProject.position + 1 : nextProjectPosition;
		},
		readFacts: (since, limit) => storing('read the facts', () => [...selectFacts(held.current, since, limit)]),
		readFleet: () => storing('read the facts', () => foldFleet(held.current)),
		keepSnapshot(fleet) {
			if (fleet.seq >= keptSeq + factsBetweenSnapshots) {
				keepIfRoom(held.current, fleet);
				keptSeq = fleet.seq;
			}
		},
		readLedger: () => storing('read the ledger', () => selectLedger(held.current)),
		spentSince: at => storing('read the ledger', () => selectSpentSince(held.current, at)),
		restore: () => storing('put the database back', () => putBackAll(root, held, logs)),
		closeRun: ({agent, run}) => logs.close({agent, run}),
		close() {
			if (!held.current.isOpen) {
				return;
			}

			try {
				storing('put the database back', () => putBackAll(root, held, logs));
			} finally {
				logs.closeAll();
				held.close();
			}
		},
	};
}

function putBackAll(root: string, held: LockedDatabase, logs: RunLogs): Repairs {
	const what = held.restore() ? ['the database'] : [];
	const count = existsSync(root) ? logs.restore() : 0;
	const all = [...what, ...(count > 0 ? [formatNumberOf(count, 'log')] : [])];
	return all.length === 0 ? [] : [`Somebody deleted files of ${databaseFolder(root)}: ${all.join(' and ')} put back.`];
}

/** Logs first, so that they alone can rebuild the database; taken back if the facts find no room. */
function appendAll(
	batch: Parameters<Store['append']>[0],
	appendToLogs: RunLogs['append'],
	writeFacts: FactWriter,
): void {
	const undo = appendToLogs(batch);

	try {
		writeFacts(batch.filter(isRecordedFact));
	} catch (error) {
		undo();
		throw error;
	}
}

/** The logs may have been pruned, the database may be behind them: the higher one is right. */
function nextPosition(root: string, database: DatabaseSync, name: LogName): number {
	const row = database.prepare('SELECT max(position) AS position FROM facts WHERE run IS ?').get(name.run ?? null);
	const inDatabase = row?.position === null ? 0 : Number(row?.position) + 1;
	return Math.max(inDatabase, nextPositionInLog(root, name));
}

/** A snapshot only saves time, so a full disk is no reason to fail. */
function keepIfRoom(database: DatabaseSync, fleet: Fleet): void {
	try {
		writeSnapshot(database, fleet);
	} catch {
		// The next one is tried after as many facts again.
	}
}

function storing<Result>(doing: string, act: () => Result): Result {
	try {
		return act();
	} catch (error) {
		throw toStoreError(error, doing);
	}
}
