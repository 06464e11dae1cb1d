import {closeSync, openSync} from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {isBusy, toStoreError} from './database/store-error.ts';
import {inodeOf} from './inode.ts';
import {ownerFile} from './paths.ts';

/** The lock that makes this process the only owner of a project. */
export type Ownership = {
	/** Locks the file anew where somebody deleted it: the lock on a deleted one keeps nobody out. */
	renew(): void;
	close(): void;
};

/**
 * Makes this process the only owner of a project until it closes what is returned, or dies: the kernel frees the lock
 * even after SIGKILL. A second one is refused within a millisecond with `STORE_BUSY`.
 *
 * It is a file of its own because a reader of `state.db` holds a lock there for some milliseconds: a supervisor that
 * starts meanwhile could not tell it from another supervisor. Readers never touch this one.
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
	closeSync(openSync(file, 'a', 0o600));
	const lock = new DatabaseSync(file);

	try {
		lock.exec('BEGIN EXCLUSIVE');
	} catch (error) {
		lock.close();
		throw isBusy(error) ? toStoreError(error, 'take the lock') : error;
	}

	return lock;
}
