import {chmodSync, existsSync, mkdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {databaseFolder, logsFolder} from './paths.ts';

/**
 * Makes the folder `.towline`, and hides it: git ignores it, and only this user may read it, because the logs hold all
 * that agents were told.
 */
export function prepareDatabaseFolder(root: string): void {
	const folder = databaseFolder(root);
	mkdirSync(logsFolder(root), {recursive: true, mode: 0o700});
	chmodSync(folder, 0o700);
	const ignore = path.join(folder, '.gitignore');

	if (!existsSync(ignore)) {
		writeFileSync(ignore, '*\n', {mode: 0o600});
	}
}

/**
 * The inode number of the file at a path; `undefined` if there is none. Two different numbers mean that the file was
 * deleted or replaced: the system does not reuse a number while we have the file open.
 */
export function inodeOf(file: string): number | undefined {
	return statSync(file, {throwIfNoEntry: false})?.ino;
}
