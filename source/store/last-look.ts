import {closeSync, readFileSync, writeSync} from 'node:fs';
import path from 'node:path';
import type {EpochMs} from '../core/ids.ts';
import {checkOwnFolder, openOwnFile} from '../files/own-files.ts';
import {databaseFolder} from './paths.ts';

/**
 * Reads when a person last opened the project's dashboard or ran `towline since`. It is a file and not a fact, because both
 * work without a supervisor. `undefined` if there was no such time.
 */
export function readLastLook(root: string): EpochMs | undefined {
	try {
		const fd = openOwnFile(lastLookFile(root), 'r');
		const at = Date.parse(readAndClose(fd).trim());
		return Number.isNaN(at) ? undefined : (at as EpochMs);
	} catch {
		return undefined;
	}
}

/** Writes that time. Does nothing if the project has no `.towline` yet or the disk is full. */
export function writeLastLook(root: string, at: EpochMs): void {
	try {
		if (checkOwnFolder(databaseFolder(root))) {
			const fd = openOwnFile(lastLookFile(root), 'w');

			try {
				writeSync(fd, `${new Date(at).toISOString()}\n`);
			} finally {
				closeSync(fd);
			}
		}
	} catch {
		// `towline since` then reports more than is new, which is no reason to fail.
	}
}

function readAndClose(fd: number): string {
	try {
		return readFileSync(fd, 'utf8');
	} finally {
		closeSync(fd);
	}
}

function lastLookFile(root: string): string {
	return path.join(databaseFolder(root), 'last-look');
}
