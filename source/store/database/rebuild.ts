import {existsSync, renameSync, rmSync} from 'node:fs';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {toMessage} from '../../core/errors.ts';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {formatNumberOf} from '../../core/format.ts';
import {findUnstored} from '../logs/recover.ts';
import {databaseFile} from '../paths.ts';
import type {Repairs} from '../store.ts';
import {openDatabase, toFact} from './database.ts';
import {createFactWriter} from './fact-table.ts';

/** An open database, and what was repaired in it. */
export type RepairedDatabase = {readonly database: DatabaseSync; readonly repairs: Repairs};

/**
 * Sets an unusable database aside and creates a new one from the facts in the logs and those that can still be read from
 * the old one, because logs may have been pruned. Deletes nothing.
 */
export function rebuildDatabase(root: string, cause: unknown): RepairedDatabase {
	const file = databaseFile(root);
	const aside = setAside(file);
	const facts = new Map<number, RecordedFact>();

	const old = salvage(aside);

	for (const fact of [...old.facts, ...findUnstored(root, {seq: 0, at: 0})]) {
		facts.set(fact.seq, fact);
	}

	const ordered = [...facts.values()].sort((a, b) => a.seq - b.seq);
	const database = fillDatabase(ordered, {file, aside});
	const repair = `The database could not be read (${toMessage(cause)}): it was set aside as ${path.basename(aside)} and rebuilt from the run logs, ${facts.size} facts.`;
	const missing = [...old.damaged].filter(seq => !facts.has(seq)).toSorted((a, b) => a - b);
	return {database, repairs: missing.length === 0 ? [repair] : [repair, missingFacts(missing)]};
}

/** How many numbers a sentence lists. */
const listedFacts = 10;

function missingFacts(seqs: readonly number[]): string {
	const listed = seqs.slice(0, listedFacts).join(', ');
	return `${formatNumberOf(seqs.length, 'fact')} could not be restored: number ${listed}${seqs.length > listedFacts ? ', ...' : ''}.`;
}

/** If the disk is full, moves the old database back, so that the next start tries again. */
function fillDatabase(facts: readonly RecordedFact[], {file, aside}: {file: string; aside: string}): DatabaseSync {
	const database = openDatabase(file);

	try {
		createFactWriter(database)(facts);
		return database;
	} catch (error) {
		database.close();
		moveWithWal(aside, file);
		throw error;
	}
}

/** Renames the database with its `-wal` file: neither can be read without the other. Returns the new name. */
function setAside(file: string): string {
	const aside = freeName(`${file}.corrupt-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
	moveWithWal(file, aside);
	return aside;
}

function moveWithWal(from: string, to: string): void {
	for (const suffix of ['', '-wal']) {
		rmSync(to + suffix, {force: true});

		if (existsSync(from + suffix)) {
			renameSync(from + suffix, to + suffix);
		}
	}
}

function freeName(name: string): string {
	let free = name;

	for (let count = 2; existsSync(free); count++) {
		free = `${name}-${count}`;
	}

	return free;
}

/** What can still be read of a damaged database. */
type Salvage = {readonly facts: readonly RecordedFact[]; readonly damaged: ReadonlySet<number>};

/** Reads from both ends, because reading stops at a damaged page. A row that is not as it was written is left out. */
function salvage(file: string): Salvage {
	const facts = new Map<number, RecordedFact>();
	const damaged = new Set<number>();

	for (const order of ['ASC', 'DESC']) {
		try {
			const database = new DatabaseSync(file, {readOnly: true});

			try {
				for (const row of database.prepare(`SELECT * FROM facts ORDER BY seq ${order}`).iterate()) {
					const fact = tryToFact(row);

					if (fact) {
						facts.set(fact.seq, fact);
					} else if (Number.isSafeInteger(row.seq)) {
						damaged.add(Number(row.seq));
					}
				}
			} finally {
				database.close();
			}
		} catch {
			// The rest is in the logs or lost.
		}
	}

	return {facts: [...facts.values()], damaged};
}

function tryToFact(row: Readonly<Record<string, unknown>>): RecordedFact | undefined {
	try {
		const fact = toFact(row);
		return typeof fact.event === 'object' ? fact : undefined;
	} catch {
		return undefined;
	}
}
