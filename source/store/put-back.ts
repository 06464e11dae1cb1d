import {renameSync, rmSync} from 'node:fs';
import type {DatabaseSync} from 'node:sqlite';
import {TowlineError} from '../core/errors.ts';
import {openDatabase} from './database.ts';
import {inodeOf} from './inode.ts';

/**
 * Puts a database whose file was deleted under us back into its place: what is still open is whole. Answers the one to
 * go on with; the old one is closed. Throws SQLite's own error (the old one stays open), and `STORE_FAILED` where
 * another file has taken the place.
 */
export function putBack(database: DatabaseSync, file: string): DatabaseSync {
	if (inodeOf(file) !== undefined) {
		throw new TowlineError('STORE_FAILED', `${file} was replaced while the supervisor ran.`, {
			hint: 'Stop the agents with `towline down`, and put the right file back.',
		});
	}

	const copy = `${file}.putting-back`;
	rmSync(copy, {force: true});
	database.prepare('VACUUM INTO ?').run(copy);
	// Closing deletes the log of changes by its name, which must not be that of the new one.
	database.close();
	renameSync(copy, file);
	return openDatabase(file);
}
