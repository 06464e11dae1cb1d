import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {EpochMs} from '../core/ids.ts';
import {databaseFolder} from './paths.ts';

/**
 * Reads when a person last opened the project's dashboard or ran `towline since`. It is a file and not a fact, because both
 * work without a supervisor. `undefined` if there was no such time.
 */
export function readLastLook(root: string): EpochMs | undefined {
	try {
		const at = Date.parse(readFileSync(lastLookFile(root), 'utf8').trim());
		return Number.isNaN(at) ? undefined : (at as EpochMs);
	} catch {
		return undefined;
	}
}

/** Writes that time. Does nothing if the project has no `.towline` yet or the disk is full. */
export function writeLastLook(root: string, at: EpochMs): void {
	try {
		writeFileSync(lastLookFile(root), `${new Date(at).toISOString()}\n`, {mode: 0o600});
	} catch {
		// `towline since` then reports more than is new, which is no reason to fail.
	}
}

function lastLookFile(root: string): string {
	return path.join(databaseFolder(root), 'last-look');
}
