import {closeSync, constants, existsSync, fstatSync, openSync, readFileSync, readSync} from 'node:fs';
import type {EpochMs, RunId} from '../../core/ids.ts';
import {spoolFilesOf} from './spool-files.ts';

const pieceBytes = 64 * 1024;

/** What a run printed from an offset on, in pieces, without a holder; nothing where there is no spool. Throws the file's error. */
export function* readSpool(root: string, run: RunId, offset: number): Generator<Uint8Array> {
	const {output} = spoolFilesOf(root, run);

	if (!existsSync(output)) {
		return;
	}

	const file = openSync(output, constants.O_RDONLY | constants.O_NOFOLLOW);

	try {
		const {size} = fstatSync(file);

		for (let at = offset; at < size; ) {
			const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - at));
			const count = readSync(file, piece, 0, piece.length, at);

			if (count === 0) {
				return;
			}

			yield piece.subarray(0, count);
			at += count;
		}
	} finally {
		closeSync(file);
	}
}

/** From `offset` on the bytes came at `at`; the terminal has this size from here on, if it is told. */
export type IndexEntry = {
	readonly at: EpochMs;
	readonly offset: number;
	readonly columns?: number;
	readonly rows?: number;
};

/** When the bytes of a spool came, in order; lines that are damaged are left out. Empty without a spool. */
export function readSpoolIndex(root: string, run: RunId): readonly IndexEntry[] {
	const {index} = spoolFilesOf(root, run);
	const text = existsSync(index)
		? readFileSync(index, {encoding: 'utf8', flag: constants.O_RDONLY | constants.O_NOFOLLOW})
		: '';
	const entries = text.split('\n').flatMap(line => toEntry(line) ?? []);
	let last = -1;
	return entries.filter(({offset}) => {
		const isInOrder = offset >= last;
		last = Math.max(last, offset);
		return isInOrder;
	});
}

function toEntry(line: string): IndexEntry | undefined {
	try {
		const parsed: unknown = JSON.parse(line);
		return isEntry(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

function isEntry(value: unknown): value is IndexEntry {
	return (
		typeof value === 'object' &&
		value !== null &&
		'at' in value &&
		Number.isSafeInteger(value.at) &&
		'offset' in value &&
		Number.isSafeInteger(value.offset) &&
		(!('columns' in value) || Number.isSafeInteger(value.columns)) &&
		(!('rows' in value) || Number.isSafeInteger(value.rows))
	);
}
