import {constants, lstatSync, mkdirSync, openSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {RunId} from '../../core/ids.ts';

/** Where the spools of a project's runs lie. */
export function spoolFolder(root: string): string {
	return path.join(root, '.towline', 'spool');
}

/** The two files of one run's spool: every byte that it printed, and when it printed them. */
export type SpoolFiles = {readonly output: string; readonly index: string};

export function spoolFilesOf(root: string, run: RunId): SpoolFiles {
	const folder = path.join(spoolFolder(root), run);
	return {output: path.join(folder, 'output'), index: path.join(folder, 'index.jsonl')};
}

/**
 * Makes the folder of a run's spool, each folder on the way our own. A repository may bring a `.towline` along, so a link there
 * is refused: it would let the spool be written elsewhere. Throws `SPOOL_FAILED`.
 */
export function prepareSpoolFolder(root: string, run: RunId): void {
	for (const folder of [path.join(root, '.towline'), spoolFolder(root), path.join(spoolFolder(root), run)]) {
		mkdirSync(folder, {recursive: true, mode: 0o700});
		const stats = lstatSync(folder);

		if (!stats.isDirectory() || stats.uid !== process.getuid?.()) {
			throw new TowlineError('SPOOL_FAILED', `${folder} must be a folder of yours, and not a link.`, {
				hint: 'Remove it, and start the agent again.',
			});
		}
	}
}

/** A new file, or one of ours to go on with; never through a link. */
export function openSpoolFile(file: string): number {
	return openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
}
