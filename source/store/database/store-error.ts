import {TowlineError, toMessage} from '../../core/errors.ts';
import {UnusableDatabase} from './unusable-database.ts';

/** SQLite result codes. The low byte is the primary code; `ioWrite` is an extended code. */
const sqlite = {
	error: 1,
	busy: 5,
	locked: 6,
	readOnly: 8,
	corrupt: 11,
	full: 13,
	notADatabase: 26,
	ioWrite: 778,
} as const;

/** Whether another process has locked the database. */
export function isBusy(error: unknown): boolean {
	const code = primaryCode(error);
	return code === sqlite.busy || code === sqlite.locked;
}

/** Whether the file is corrupt or not a database. A damaged table definition gives a plain error, such as "no such table". */
function isCorrupt(error: unknown): boolean {
	const code = primaryCode(error);
	return code === sqlite.error || code === sqlite.corrupt || code === sqlite.notADatabase;
}

/** Whether the database must be rebuilt. */
export function isUnusable(error: unknown): boolean {
	return isCorrupt(error) || error instanceof UnusableDatabase;
}

/** Converts an error of a file or of SQLite to `DISK_FULL`, `DISK_READ_ONLY`, `STORE_BUSY` or `STORE_FAILED`. `doing` completes "Could not ...". */
export function toStoreError(error: unknown, doing: string): TowlineError {
	if (error instanceof TowlineError) {
		return error;
	}

	if (isDiskFull(error)) {
		return new TowlineError('DISK_FULL', `The disk is full: could not ${doing}.`, {
			hint: 'Free some space. Towline then continues by itself.',
			cause: error,
		});
	}

	if (isReadOnly(error)) {
		return new TowlineError('DISK_READ_ONLY', `The disk is read-only: could not ${doing}.`, {
			hint: 'Mount it writable again; `dmesg` may say why it is not. Towline then continues by itself.',
			cause: error,
		});
	}

	if (isBusy(error)) {
		return new TowlineError('STORE_BUSY', 'Another process has locked the database of this project.', {
			hint: 'A supervisor is starting or ending; try again in a few seconds.',
			cause: error,
		});
	}

	if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')) {
		return new TowlineError('STORE_FAILED', `Could not ${doing}: ${toMessage(error)}`, {
			hint: 'Check who owns the .towline folder, and its mode.',
			cause: error,
		});
	}

	return new TowlineError('STORE_FAILED', `Could not ${doing}: ${toMessage(error)}`, {
		hint: isUnusable(error)
			? 'Run `towline`: it sets the database aside and rebuilds it from the run logs.'
			: 'Run `towline doctor` to check the disk and the database.',
		cause: error,
	});
}

/** SQLite reports an exceeded quota (EDQUOT) as a failed write, unlike a full disk. */
function isDiskFull(error: unknown): boolean {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	return (
		code === 'ENOSPC' || code === 'EDQUOT' || primaryCode(error) === sqlite.full || sqliteCode(error) === sqlite.ioWrite
	);
}

function isReadOnly(error: unknown): boolean {
	return (
		(error instanceof Error && 'code' in error && error.code === 'EROFS') || primaryCode(error) === sqlite.readOnly
	);
}

function sqliteCode(error: unknown): number | undefined {
	return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}

function primaryCode(error: unknown): number | undefined {
	const code = sqliteCode(error);
	return code === undefined ? undefined : code & 0xff;
}
