import {closeSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {openOwnFile} from '../files/own-files.ts';
import {isBusy, toStoreError} from './database/store-error.ts';
import {inodeOf} from './database-folder.ts';
import {ownerFile} from './paths.ts';

/** The lock that makes this process the only owner of a project. */
export type Ownership = {
	/** Locks the file again if somebody deleted it: a lock on a deleted file excludes nobody. */
	renew(): void;
	/** Releases the lock. */
	close(): void;
};

/**
 * Makes this process the only owner of a project until `close` or until it dies: the kernel releases the lock even after
 * SIGKILL. Throws `STORE_BUSY` within a millisecond if another process is the owner.
 *
 * Locks a separate file because readers lock `state.db` for some milliseconds, and a supervisor that starts then could not
 * tell a reader from another supervisor.
 */
export function ownProject(root: string): Ownership {
	const file = ownerFile(root);
	let lock = lockFile(file);
	let inode = inodeOf(file);

	return {
		renew() {
			if (inodeOf(file) !== inode) {
				const renewed = lockFile(file);
				lock.close();
				lock = renewed;
				inode = inodeOf(file);
			}
		},
		close: () => lock.close(),
	};
}

function lockFile(file: string): DatabaseSync {
	closeSync(openOwnFile(file, 'a'));
	const lock = new DatabaseSync(file);

	try {
		lock.exec('BEGIN EXCLUSIVE');
	} catch (error) {
		lock.close();
		throw isBusy(error) ? toStoreError(error, 'take the lock') : error;
	}

	return lock;
}
