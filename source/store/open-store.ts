import {chmodSync, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {isRecordedFact} from '../core/agent-event.ts';
import type {Fleet} from '../core/fleet.ts';
import {formatNumberOf} from '../core/format.ts';
import {readNumber, selectFacts} from './database.ts';
import {createFactWriter, type FactWriter} from './fact-table.ts';
import {inodeOf} from './inode.ts';
import {selectLedger, selectSpentSince} from './ledger.ts';
import {openSound} from './open-sound.ts';
import {type Ownership, ownProject} from './own-project.ts';
import {databaseFile, databaseFolder, type LogName, logsFolder} from './paths.ts';
import {putBack} from './put-back.ts';
import {nextPositionInLog} from './recover.ts';
import {createRunLogs} from './run-log.ts';
import {factsBetweenSnapshots, foldFleet, snapshotSeq, writeSnapshot} from './snapshot.ts';
import type {Repairs, Store} from './store.ts';
import {toStoreError} from './store-error.ts';

/**
 * Opens what is stored of a project, for its one owner, and mends what a crash left behind.
 * Throws `STORE_BUSY` at once when another process owns it, `DISK_FULL`, or `STORE_FAILED`.
 */
export function openStore({root}: {readonly root: string}): {readonly store: Store; readonly repairs: Repairs} {
	return storing('open the database of the project', () => {
		prepareFolder(root);
		const owner = ownProject(root);

		try {
			const {database, repairs} = openSound(root);
			return {store: createStore({root, database, owner}), repairs};
		} catch (error) {
			owner.close();
			throw error;
		}
	});
}

type Parts = {readonly root: string; readonly database: DatabaseSync; readonly owner: Ownership};

function createStore({root, database: opened, owner}: Parts): Store {
	const file = databaseFile(root);
	const logs = createRunLogs(root);
	let database = opened;
	let inode = inodeOf(file);
	let writeFacts = createFactWriter(database);
	let lastSeq = readNumber(database, 'SELECT max(seq) FROM facts');
	let nextProjectPosition = nextPosition(root, database, {});
	let keptSeq = snapshotSeq(database);

	const putBackAll = (): Repairs => {
		// A project that is gone as a whole is not made again.
		if (inodeOf(file) === inode || !existsSync(root)) {
			return [];
		}

		prepareFolder(root);
		owner.renew();
		database = putBack(database, file);
		inode = inodeOf(file);
		writeFacts = createFactWriter(database);
		const count = logs.putBack();
		return [`Somebody deleted ${file} while agents ran: it was put back, with ${formatNumberOf(count, 'log')}.`];
	};

	return {
		get lastSeq() {
			return lastSeq;
		},
		get nextProjectPosition() {
			return nextProjectPosition;
		},
		nextPosition: ({agent, run}) => nextPosition(root, database, {agent, run}),
		append(batch) {
			storing('record what happened', () => appendAll(batch, logs.append, writeFacts));
			const last = batch.findLast(isRecordedFact);
			const ofProject = batch.findLast(({agent, run}) => agent === undefined || run === undefined);
			lastSeq = last?.seq ?? lastSeq;
			nextProjectPosition = ofProject ? ofProject.position + 1 : nextProjectPosition;
		},
		readFacts: (since, limit) => storing('read the facts', () => [...selectFacts(database, since, limit)]),
		readFleet: () => storing('read the facts', () => foldFleet(database)),
		keepSnapshot(fleet) {
			if (fleet.seq >= keptSeq + factsBetweenSnapshots) {
				keepIfRoom(database, fleet);
				keptSeq = fleet.seq;
			}
		},
		readLedger: () => storing('read the ledger', () => selectLedger(database)),
		spentSince: at => storing('read the ledger', () => selectSpentSince(database, at)),
		putBack: () => storing('put the database back', putBackAll),
		closeRun: ({agent, run}) => logs.close({agent, run}),
		close() {
			if (!database.isOpen) {
				return;
			}

			try {
				storing('put the database back', putBackAll);
			} finally {
				logs.closeAll();
				database.close();
				owner.close();
			}
		},
	};
}

/** Logs first, so that they alone can rebuild the database; taken back if the facts find no room. */
function appendAll(
	batch: Parameters<Store['append']>[0],
	appendToLogs: ReturnType<typeof createRunLogs>['append'],
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

/** Git must not see the folder, and nobody else read it: it holds whatever agents were told. */
function prepareFolder(root: string): void {
	const folder = databaseFolder(root);
	mkdirSync(logsFolder(root), {recursive: true, mode: 0o700});
	chmodSync(folder, 0o700);
	const ignore = path.join(folder, '.gitignore');

	if (!existsSync(ignore)) {
		writeFileSync(ignore, '*\n', {mode: 0o600});
	}
}

function storing<Result>(doing: string, act: () => Result): Result {
	try {
		return act();
	} catch (error) {
		throw toStoreError(error, doing);
	}
}
