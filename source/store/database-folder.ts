import {chmodSync, closeSync, existsSync, statSync, writeSync} from 'node:fs';
import path from 'node:path';
import {writeMark} from '../files/folder-mark.ts';
import {openOwnFile, prepareOwnFolder} from '../files/own-files.ts';
import {databaseFolder, logsFolder} from './paths.ts';

/**
 * Makes the folder `.towline`, and hides it: git ignores it, and only this user may read it, because the logs hold all
 * that agents were told. A new folder gets `mark`, which says that this user's supervisor made it. Throws `FILE_UNSAFE` if
 * the folder or that of the logs is a link or somebody else's.
 */
export function prepareDatabaseFolder(root: string, mark: string | undefined): void {
	const folder = databaseFolder(root);
	const isNew = !existsSync(folder);
	prepareOwnFolder(logsFolder(root));
	chmodSync(folder, 0o700);

	if (isNew && mark !== undefined) {
		writeMark(folder, mark);
	}

	const ignore = path.join(folder, '.gitignore');

	if (!existsSync(ignore)) {
		writeNew(ignore, '*\n');
	}
}

function writeNew(file: string, text: string): void {
	const fd = openOwnFile(file, 'a');

	try {
		writeSync(fd, text);
	} finally {
		closeSync(fd);
	}
}

/**
 * The inode number of the file at a path; `undefined` if there is none. Two different numbers mean that the file was
 * deleted or replaced: the system does not reuse a number while we have the file open.
 */
export function inodeOf(file: string): number | undefined {
	return statSync(file, {throwIfNoEntry: false})?.ino;
}
