import {TowlineError, toMessage} from '../../core/errors.ts';
import {UnusableDatabase} from './database.ts';

/** SQLite's result codes that we tell apart; the low byte is the kind, the rest its detail. */
const sqlite = {busy: 5, locked: 6, corrupt: 11, full: 13, notADatabase: 26, ioWrite: 778} as const;

/** Whether somebody else holds the database. */
export function isBusy(error: unknown): boolean {
	const kind = sqliteKind(error);
	return kind === sqlite.busy || kind === sqlite.locked;
}

/** Whether the file is no database any more, or one with holes. */
function isCorrupt(error: unknown): boolean {
	const kind = sqliteKind(error);
	return kind === sqlite.corrupt || kind === sqlite.notADatabase;
}

/** Whether it is of no use as it is: a new one has to be made. */
export function isUnusable(error: unknown): boolean {
	return isCorrupt(error) || error instanceof UnusableDatabase;
}

/** What went wrong in a file or the database, as one of our codes: `DISK_FULL`, `STORE_BUSY` or `STORE_FAILED`. */
export function toStoreError(error: unknown, doing: string): TowlineError {
	if (error instanceof TowlineError) {
		return error;
	}

	if (isDiskFull(error)) {
		return new TowlineError('DISK_FULL', `No room on the disk to ${doing}.`, {
			hint: 'Make room; Towline goes on by itself.',
			cause: error,
		});
	}

	if (isBusy(error)) {
		return new TowlineError('STORE_BUSY', 'Another process owns the database of this project.', {
			hint: '`towline status` says which supervisor runs.',
			cause: error,
		});
	}

	return new TowlineError('STORE_FAILED', `Could not ${doing}: ${toMessage(error)}`, {
		hint: isUnusable(error)
			? '`towline` sets it aside and builds it again from the run logs.'
			: '`towline doctor` checks the disk and the database.',
		cause: error,
	});
}

/** SQLite reports a used-up quota (EDQUOT) only as a failed write, unlike a full disk. */
function isDiskFull(error: unknown): boolean {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	return (
		code === 'ENOSPC' || code === 'EDQUOT' || sqliteKind(error) === sqlite.full || sqliteCode(error) === sqlite.ioWrite
	);
}

function sqliteCode(error: unknown): number | undefined {
	return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
}

function sqliteKind(error: unknown): number | undefined {
	const code = sqliteCode(error);
	return code === undefined ? undefined : code & 0xff;
}
