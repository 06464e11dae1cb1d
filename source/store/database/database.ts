import {closeSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {TowlineError} from '../../core/errors.ts';
import type {AgentFact, RecordedFact} from '../../core/fleet/agent-event.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import {openOwnFile, refuseUnsafeFile} from '../../files/own-files.ts';
import {hasSum} from '../checksum.ts';
import type {SpoolCursor} from '../store.ts';
import {createLedgerTable} from './ledger-table.ts';
import {UnusableDatabase} from './unusable-database.ts';

/** Increased whenever the tables change, together with a step in `migrations`. */
const schemaVersion = 3;

const createSpoolTable = `
	CREATE TABLE spools (run TEXT PRIMARY KEY, offset INTEGER NOT NULL, events INTEGER NOT NULL) WITHOUT ROWID;
`;

/** The checksum of each row; NULL in a row that an older Towline wrote. */
const addChecksums = ['facts', 'ledger', 'snapshot', 'spools']
	.map(table => `ALTER TABLE ${table} ADD COLUMN sum INTEGER;`)
	.join('\n');

/** What makes the tables of each version out of those of the one before. */
const migrations: ReadonlyMap<number, string> = new Map([
	[2, createSpoolTable],
	[3, addChecksums],
]);

const schema = `
	CREATE TABLE facts (
		seq INTEGER PRIMARY KEY,
		at INTEGER NOT NULL,
		agent TEXT,
		run TEXT,
		position INTEGER NOT NULL,
		type TEXT NOT NULL,
		event TEXT NOT NULL
	);
	CREATE INDEX facts_of_run ON facts (run, position);
	${createLedgerTable}
	CREATE TABLE snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, shape INTEGER NOT NULL, fleet TEXT NOT NULL);
	${createSpoolTable}
	${addChecksums}
	PRAGMA user_version = ${schemaVersion};
	PRAGMA application_id = ${applicationId(schemaVersion)};
`;

/** Stored beside the version, so that a bit that flipped in one of them is not taken for a newer version. */
function applicationId(version: number): number {
	return 0x54_57_00_00 + version;
}

/**
 * Opens the database for its only writer, and creates the tables in a new file.
 *
 * With `locking_mode=EXCLUSIVE` no other process can read, and SQLite needs no shared memory. `synchronous=NORMAL` does not
 * wait for the disk after each transaction: if the process is killed nothing is lost, because the kernel has the data;
 * after a power failure the last transactions may be missing, but the file is consistent.
 *
 * Throws SQLite's own error, `UnusableDatabase`, or `STORE_FAILED` for the database of a newer Towline, which it leaves as it is.
 */
export function openDatabase(file: string): DatabaseSync {
	closeSync(openOwnFile(file, 'a'));
	refuseUnsafeDatabase(file);
	const database = new DatabaseSync(file);

	try {
		refuseNewer(database);
		database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
		database.exec('BEGIN IMMEDIATE');

		if (isEmpty(database)) {
			database.exec(schema);
		}

		migrate(database);

		database.exec('COMMIT');
		checkSchema(database);
		checkPages(database);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/** SQLite opens the database and the files beside it by name. Throws `FILE_UNSAFE` if one of them is a link. */
export function refuseUnsafeDatabase(file: string): void {
	for (const suffix of ['', '-wal', '-shm', '-journal']) {
		refuseUnsafeFile(file + suffix);
	}
}

/** Whether the file has no tables: it is new, or its first supervisor died before it created them. */
export function isEmpty(database: DatabaseSync): boolean {
	return readNumber(database, 'SELECT count(*) FROM sqlite_schema') === 0;
}

/** Brings the tables of an older version up to this one, within the caller's transaction. */
function migrate(database: DatabaseSync): void {
	for (let version = readNumber(database, 'PRAGMA user_version') + 1; version <= schemaVersion; version++) {
		const step = migrations.get(version);

		if (step === undefined) {
			return; // No version of Towline wrote this file: `checkSchema` says so.
		}

		database.exec(step);
		database.exec(`PRAGMA user_version = ${version}; PRAGMA application_id = ${applicationId(version)}`);
	}
}

/**
 * Throws `UnusableDatabase` for tables that Towline did not make, and `STORE_FAILED` for those of a newer version. The tables of an older
 * version can be read.
 */
export function checkSchema(database: DatabaseSync): void {
	refuseNewer(database);
	const version = readNumber(database, 'PRAGMA user_version');

	if (version < 1) {
		throw new UnusableDatabase(`its schema version is ${version}, expected ${schemaVersion}`);
	}
}

function refuseNewer(database: DatabaseSync): void {
	const version = readNumber(database, 'PRAGMA user_version');

	if (version > schemaVersion && readNumber(database, 'PRAGMA application_id') !== applicationId(version)) {
		throw new UnusableDatabase(`its schema version is ${version}, which no Towline wrote`);
	}

	if (version > schemaVersion) {
		throw new TowlineError(
			'STORE_FAILED',
			`The database of this project was written by a newer Towline (schema ${version}; this one knows ${schemaVersion}).`,
			{hint: 'Use the newer Towline. Nothing was changed.'},
		);
	}
}

/** Checks all pages and indexes. */
function checkPages(database: DatabaseSync): void {
	const row = database.prepare('PRAGMA integrity_check(1)').get();

	if (row?.integrity_check !== 'ok') {
		throw new UnusableDatabase(String(row?.integrity_check));
	}
}

/** The first column of the first row, as a number; 0 when there is none. */
export function readNumber(database: DatabaseSync, sql: string): number {
	const row = database.prepare(sql).get();
	return Number(Object.values(row ?? {})[0] ?? 0);
}

/** Facts with a `seq` greater than `since`, in order. Reads row by row, so memory use does not grow with the history. */
export function* selectFacts(database: DatabaseSync, since: number, limit = -1): Generator<RecordedFact> {
	const statement = database.prepare('SELECT * FROM facts WHERE seq > ? ORDER BY seq LIMIT ?');

	for (const row of statement.iterate(since, limit)) {
		yield toFact(row);
	}
}

/** The facts of one run, in order. */
export function* selectRunFacts(database: DatabaseSync, run: RunId): Generator<RecordedFact> {
	const statement = database.prepare('SELECT * FROM facts WHERE run = ? ORDER BY position');

	for (const row of statement.iterate(run)) {
		yield toFact(row);
	}
}

/** How far the stored facts of a run reach into its spool; `undefined` when that is not stored, or damaged. */
export function selectSpoolCursor(database: DatabaseSync, run: RunId | undefined): SpoolCursor | undefined {
	const row = database.prepare('SELECT * FROM spools WHERE run = ?').get(run ?? '');
	return row && hasSum(row, [row.run, row.offset, row.events]) ? [Number(row.offset), Number(row.events)] : undefined;
}

/** Throws `UnusableDatabase` for a row that is not as it was written. */
export function toFact(row: Readonly<Record<string, unknown>>): RecordedFact {
	if (!hasSum(row, [row.seq, row.at, row.agent, row.run, row.position, row.type, row.event])) {
		throw new UnusableDatabase(`fact ${row.seq} is damaged`);
	}

	const event: AgentFact = JSON.parse(String(row.event));
	return {
		seq: Number(row.seq),
		position: Number(row.position),
		at: Number(row.at) as EpochMs,
		...(row.agent === null ? {} : {agent: String(row.agent) as AgentId}),
		...(row.run === null ? {} : {run: String(row.run) as RunId}),
		event,
	};
}
