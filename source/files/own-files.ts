import {closeSync, constants, fstatSync, ftruncateSync, lstatSync, mkdirSync, openSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../core/errors.ts';

/*
 * Files in a project's `.towline`. The folder lies in a repository that may be somebody else's, so that any name in it may
 * be a link to a file of this person. Whoever opens, makes or deletes one of these files uses this module.
 */

/** How to open a file of `.towline`: `r` reads, `a` appends, `w` empties it first, `a+` appends and reads. */
export type OwnFileMode = 'r' | 'a' | 'a+' | 'w';

const {O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK} = constants;
/** A FIFO in the place of a file would otherwise make `open` wait for ever. */
const safely = O_NOFOLLOW | O_NONBLOCK;
const flagsOf: Readonly<Record<OwnFileMode, number>> = {
	r: O_RDONLY | safely,
	a: O_WRONLY | O_APPEND | O_CREAT | safely,
	'a+': O_RDWR | O_APPEND | O_CREAT | safely,
	w: O_WRONLY | O_CREAT | safely,
};

/**
 * Opens a file and returns its descriptor. A new one is readable by its owner alone. Throws `FILE_UNSAFE` if the name is a
 * link, a FIFO, a folder or a device, and the file's own error otherwise.
 */
export function openOwnFile(file: string, mode: OwnFileMode): number {
	refuseUnsafeFile(file);
	const fd = openAt(file, flagsOf[mode]);

	try {
		if (!fstatSync(fd).isFile()) {
			throw unsafe(file, 'is not a file');
		}

		if (mode === 'w') {
			ftruncateSync(fd);
		}

		return fd;
	} catch (error) {
		closeSync(fd);
		throw error;
	}
}

function openAt(file: string, flags: number): number {
	try {
		return openSync(file, flags, 0o600);
	} catch (error) {
		throw isLoop(error) ? unsafe(file, 'is a link') : error;
	}
}

/** For files that others open by name, such as SQLite: throws `FILE_UNSAFE` if there is something else than a plain file. */
export function refuseUnsafeFile(file: string): void {
	const stats = lstatSync(file, {throwIfNoEntry: false});

	if (stats && !stats.isFile()) {
		throw unsafe(file, stats.isSymbolicLink() ? 'is a link' : 'is not a file');
	}
}

/**
 * Makes a folder, and those above it up to `.towline`, readable by this person alone. Throws `FILE_UNSAFE` if one of them is a
 * link, no folder, or somebody else's.
 */
export function prepareOwnFolder(folder: string): void {
	for (const each of foldersOf(folder)) {
		if (!checkOwnFolder(each)) {
			makeFolder(each);
		}
	}
}

/** Whether a folder exists. Throws `FILE_UNSAFE` as `prepareOwnFolder` does, for the folder itself. */
export function checkOwnFolder(folder: string): boolean {
	const stats = lstatSync(folder, {throwIfNoEntry: false});

	if (!stats) {
		return false;
	}

	if (!stats.isDirectory()) {
		throw unsafe(folder, stats.isSymbolicLink() ? 'is a link' : 'is not a folder');
	}

	if (process.getuid && stats.uid !== process.getuid()) {
		throw unsafe(folder, `belongs to another user (uid ${stats.uid})`);
	}

	return true;
}

/** Whether every folder from `.towline` down to this one exists and is safe to delete from. */
export function isOwnFolder(folder: string): boolean {
	try {
		return foldersOf(folder).every(checkOwnFolder);
	} catch {
		return false;
	}
}

/** `.towline` and the folders below it, down to the given one; the folder alone if it is not in a `.towline`. */
function foldersOf(folder: string): readonly string[] {
	const folders = [folder];

	for (let each = folder; path.basename(each) !== '.towline'; folders.unshift(each)) {
		if (each === path.dirname(each)) {
			return [folder];
		}

		each = path.dirname(each);
	}

	return folders;
}

function makeFolder(folder: string): void {
	try {
		mkdirSync(folder, {mode: 0o700});
	} catch (error) {
		// Another process may have made it meanwhile.
		if (!checkOwnFolder(folder)) {
			throw error;
		}
	}
}

function isLoop(error: unknown): boolean {
	return error instanceof Error && 'code' in error && (error.code === 'ELOOP' || error.code === 'EMLINK');
}

function unsafe(file: string, problem: string): TowlineError {
	return new TowlineError('FILE_UNSAFE', `${file} ${problem}, so Towline does not use it.`, {
		hint: 'Towline did not make it so. Look at it, then remove it.',
	});
}
