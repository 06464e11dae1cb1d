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

	for (const fact of [...salvage(aside), ...findUnstored(root, {seq: 0, at: 0})]) {
		facts.set(fact.seq, fact);
	}

	const ordered = [...facts.values()].sort((a, b) => a.seq - b.seq);
	const database = fillDatabase(ordered, {file, aside});
	const repair = `The database could not be read (${toMessage(cause)}): it was set aside as ${path.basename(aside)} and rebuilt from the run logs, ${facts.size} facts.`;
	return {database, repairs: [repair]};
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

/** The facts up to the first that cannot be read. */
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
		// Facts that could not be read are in the logs or lost.
	}

	return facts.filter(fact => typeof fact.event === 'object');
}
