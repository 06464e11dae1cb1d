import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {EpochMs} from '../core/ids.ts';
import {databaseFolder} from './paths.ts';

/**
 * When a person last looked at the project: at its dashboard, or at `towline since`. A file of its own and no fact,
 * because looking must work without a supervisor, and must not start one. `undefined` when nobody has looked yet.
 */
export function readLastLook(root: string): EpochMs | undefined {
	try {
		const at = Date.parse(readFileSync(lastLookFile(root), 'utf8').trim());
		return Number.isNaN(at) ? undefined : (at as EpochMs);
	} catch {
		return undefined;
	}
}

/** Keeps it; where nothing of the project is stored yet, or there is no room, nothing is. */
export function writeLastLook(root: string, at: EpochMs): void {
	try {
		writeFileSync(lastLookFile(root), `${new Date(at).toISOString()}\n`, {mode: 0o600});
	} catch {
		// The next look then tells more than it need to: no reason to fail.
	}
}

function lastLookFile(root: string): string {
	return path.join(databaseFolder(root), 'last-look');
}
