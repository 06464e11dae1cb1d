import {existsSync, renameSync, rmSync} from 'node:fs';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {toMessage} from '../../core/errors.ts';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {findUnstored} from '../logs/recover.ts';
import {databaseFile} from '../paths.ts';
import type {Repairs} from '../store.ts';
import {openDatabase, selectFacts} from './database.ts';
import {createFactWriter} from './fact-table.ts';

/** A database fit for use, and what had to be done for it. */
export type CheckedDatabase = {readonly database: DatabaseSync; readonly repairs: Repairs};

/**
 * Sets an unusable database aside and makes a new one of all facts in the logs, and of those that can still be read from
 * the old one: logs may have been pruned. Nothing is deleted.
 */
export function rebuild(root: string, cause: unknown): CheckedDatabase {
	const file = databaseFile(root);
	const aside = setAside(file);
	const facts = new Map<number, RecordedFact>();

	for (const fact of [...salvage(aside), ...findUnstored(root, {seq: 0, at: 0})]) {
		facts.set(fact.seq, fact);
	}

	const ordered = [...facts.values()].sort((a, b) => a.seq - b.seq);
	const database = fillDatabase(ordered, {file, aside});
	const repair = `The database could not be read (${toMessage(cause)}): it was set aside as ${path.basename(aside)} and rebuilt from the run logs, ${facts.size} facts.`;
	return {database, repairs: [repair]};
}

/** Without room for the new one, the old one goes back, to be tried again at the next start. */
function fillDatabase(facts: readonly RecordedFact[], {file, aside}: {file: string; aside: string}): DatabaseSync {
	const database = openDatabase(file);

	try {
		createFactWriter(database)(facts);
		return database;
	} catch (error) {
		database.close();
		moveWithChanges(aside, file);
		throw error;
	}
}

/** Its log of changes goes with it: the two are of no use apart. */
function setAside(file: string): string {
	const aside = freeName(`${file}.corrupt-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
	moveWithChanges(file, aside);
	return aside;
}

function moveWithChanges(from: string, to: string): void {
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

/** The facts up to the first that cannot be read; usually none. */
function salvage(file: string): readonly RecordedFact[] {
	const facts: RecordedFact[] = [];

	try {
		const database = new DatabaseSync(file, {readOnly: true});

		try {
			for (const fact of selectFacts(database, 0)) {
				facts.push(fact);
			}
		} finally {
			database.close();
		}
	} catch {
		// What could not be read is in the logs, or lost with the disk.
	}

	return facts.filter(fact => typeof fact.event === 'object');
}
