import {closeSync, openSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import type {AgentFact, RecordedFact} from '../../core/fleet/agent-event.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import {createLedgerTable} from './ledger-table.ts';

/** Raised whenever the tables change: a database of another schema is set aside and rebuilt from the logs. */
const schemaVersion = 1;

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
	PRAGMA user_version = ${schemaVersion};
`;

/** The file opens as a database, but has holes, or another version of Towline wrote it. */
export class UnusableDatabase extends Error {
	override readonly name = 'UnusableDatabase';
}

/**
 * Opens the facts for their one writer, and makes the tables in a new file.
 *
 * With `locking_mode=EXCLUSIVE` nobody else can even read, and SQLite needs no shared memory. `synchronous=NORMAL`
 * writes the log of changes without waiting for the disk: a process that is killed loses nothing, since the kernel has
 * it; after a power cut the last moments may be missing, never the file's consistency.
 *
 * Throws SQLite's own error, or `UnusableDatabase`.
 */
export function openDatabase(file: string): DatabaseSync {
	closeSync(openSync(file, 'a', 0o600));
	const database = new DatabaseSync(file);

	try {
		database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
		database.exec('BEGIN IMMEDIATE');

		if (isEmpty(database)) {
			database.exec(schema);
		}

		database.exec('COMMIT');
		checkSchema(database);
		checkPages(database);
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/** A file without tables: new, or its first supervisor died before it could make them. */
export function isEmpty(database: DatabaseSync): boolean {
	return readNumber(database, 'SELECT count(*) FROM sqlite_schema') === 0;
}

/** Throws `UnusableDatabase` unless the tables are those of this version. */
export function checkSchema(database: DatabaseSync): void {
	const version = readNumber(database, 'PRAGMA user_version');

	if (version !== schemaVersion) {
		throw new UnusableDatabase(`its schema is ${version}, not ${schemaVersion}`);
	}
}

/** Walks all pages: 15 ms for 50,000 facts. */
function checkPages(database: DatabaseSync): void {
	const row = database.prepare('PRAGMA quick_check(1)').get();

	if (row?.quick_check !== 'ok') {
		throw new UnusableDatabase(String(row?.quick_check));
	}
}

/** The first column of the first row, as a number; 0 when there is none. */
export function readNumber(database: DatabaseSync, sql: string): number {
	const row = database.prepare(sql).get();
	return Number(Object.values(row ?? {})[0] ?? 0);
}

/** Facts after `since`, in order. Read one by one, so that a long history needs no memory. */
export function* selectFacts(database: DatabaseSync, since: number, limit = -1): Generator<RecordedFact> {
	const statement = database.prepare(
		'SELECT seq, at, agent, run, position, event FROM facts WHERE seq > ? ORDER BY seq LIMIT ?',
	);

	for (const row of statement.iterate(since, limit)) {
		yield toFact(row);
	}
}

function toFact(row: Readonly<Record<string, unknown>>): RecordedFact {
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
