import {existsSync, renameSync, rmSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {TowlineError} from '../../core/errors.ts';
import {inodeOf, prepareDatabaseFolder} from '../database-folder.ts';
import type {Ownership} from '../own-project.ts';
import {databaseFile} from '../paths.ts';
import {openDatabase} from './database.ts';
import {createFactWriter, type FactWriter} from './fact-table.ts';

/** The open database of a project that this process owns. */
export type LockedDatabase = {
	/** A new connection after each `restore`, so do not keep a reference. */
	readonly current: DatabaseSync;
	readonly writeFacts: FactWriter;
	/**
	 * Writes the file again if somebody deleted it, from the connection that is still open. Returns whether it did. Does
	 * nothing if the whole project was deleted. Throws SQLite's own error (the old connection stays open), and
	 * `STORE_FAILED` if there is another file at the path.
	 */
	restore(): boolean;
	/** Closes the database and releases the project for the next owner. */
	close(): void;
};

/** Takes over an open database and the ownership of its project. */
export function lockDatabase({
	root,
	mark,
	database,
	owner,
}: {
	root: string;
	mark: string | undefined;
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
		writeFacts: (facts, cursors) => writeFacts(facts, cursors),
		restore() {
			if (inodeOf(file) === inode || !existsSync(root)) {
				return false;
			}

			prepareDatabaseFolder(root, mark);
			owner.renew();
			current = recreateFile(current, file);
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

function recreateFile(old: DatabaseSync, file: string): DatabaseSync {
	if (inodeOf(file) !== undefined) {
		throw new TowlineError('STORE_FAILED', `${file} was replaced while the supervisor ran.`, {
			hint: 'Stop the agents with `towline down`, then restore the original file.',
		});
	}

	const copy = `${file}.restoring`;
	rmSync(copy, {force: true});
	old.prepare('VACUUM INTO ?').run(copy);
	// Close before the rename: closing deletes the `-wal` file by its name, which the new database will use.
	old.close();
	renameSync(copy, file);
	return openDatabase(file);
}
