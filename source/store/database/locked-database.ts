import {existsSync, renameSync, rmSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {TowlineError} from '../../core/errors.ts';
import {inodeOf} from '../inode.ts';
import type {Ownership} from '../own-project.ts';
import {databaseFile} from '../paths.ts';
import {prepareFolder} from '../prepare-folder.ts';
import {openDatabase} from './database.ts';
import {createFactWriter, type FactWriter} from './fact-table.ts';

/** The database of a project as long as this process owns it. */
export type LockedDatabase = {
	/** Another one after each time it was put back. */
	readonly current: DatabaseSync;
	readonly writeFacts: FactWriter;
	/**
	 * Puts the file back where somebody has deleted it: what is still open is whole. Says whether it had to; a project
	 * that is gone as a whole is not made again. Throws SQLite's own error (the old one stays open), and `STORE_FAILED`
	 * where another file has taken the place.
	 */
	restore(): boolean;
	/** Frees the project for the next owner. */
	close(): void;
};

export function lockDatabase({
	root,
	database,
	owner,
}: {
	root: string;
	database: DatabaseSync;
	owner: Ownership;
}): LockedDatabase {
	const file = databaseFile(root);
	let current = database;
	let inode = inodeOf(file);
	let writeFacts = createFactWriter(current);

	return {
		get current() {
			return current;
		},
		writeFacts: facts => writeFacts(facts),
		restore() {
			if (inodeOf(file) === inode || !existsSync(root)) {
				return false;
			}

			prepareFolder(root);
			owner.renew();
			current = makeAnew(current, file);
			inode = inodeOf(file);
			writeFacts = createFactWriter(current);
			return true;
		},
		close() {
			current.close();
			owner.close();
		},
	};
}

function makeAnew(old: DatabaseSync, file: string): DatabaseSync {
	if (inodeOf(file) !== undefined) {
		throw new TowlineError('STORE_FAILED', `${file} was replaced while the supervisor ran.`, {
			hint: 'Stop the agents with `towline down`, and put the right file back.',
		});
	}

	const copy = `${file}.putting-back`;
	rmSync(copy, {force: true});
	old.prepare('VACUUM INTO ?').run(copy);
	// Closing deletes the log of changes by its name, which must not be that of the new one.
	old.close();
	renameSync(copy, file);
	return openDatabase(file);
}
