import {closeSync, fstatSync, readSync, writeSync, writevSync} from 'node:fs';
import type {EpochMs, RunId} from '../../core/ids.ts';
import {openSpoolFile, prepareSpoolFolder, spoolFilesOf} from './spool-files.ts';

/** Every byte that a run has printed, by offset, and when. Appended before anybody reads; kept whole. */
export type Spool = {
	/** Bytes in it. */
	readonly size: number;
	/** When its last bytes came; when it was opened, before any did. */
	readonly lastAt: EpochMs;
	/**
	 * Appends as much as there is room for, and answers what is left; all of it was written when nothing is left.
	 * Throws the file's error.
	 */
	append(chunks: readonly Uint8Array[]): readonly Uint8Array[];
	/** Fills the buffer from an offset on, as far as there are bytes. Throws the file's error. */
	read(offset: number, buffer: Uint8Array): number;
	/** Notes that the terminal has another size from here on. */
	noteSize(columns: number, rows: number): void;
	close(): void;
};

export type SpoolOptions = {
	readonly root: string;
	readonly run: RunId;
	readonly columns: number;
	readonly rows: number;
	readonly now: () => EpochMs;
};

/** Bytes that come within this time of each other share one entry of the index. */
const indexEveryMs = 5;

/** Throws `SPOOL_FAILED`, or the file's error. */
export function openSpool({root, run, columns, rows, now}: SpoolOptions): Spool {
	prepareSpoolFolder(root, run);
	const files = spoolFilesOf(root, run);
	const output = openSpoolFile(files.output);
	const index = openIndex(files.index, output);
	let size = fstatSync(output).size;
	let lastAt = now();
	let indexedAt = Number.NEGATIVE_INFINITY;

	const note = (entry: object) => {
		try {
			writeSync(index, `${JSON.stringify(entry)}\n`, fstatSync(index).size);
		} catch {
			// Without its time a byte is as good as with it: the next entry stands for both.
		}
	};

	note({spool: 1, run, at: lastAt, offset: size, columns, rows});
	return {
		get size() {
			return size;
		},
		get lastAt() {
			return lastAt;
		},
		append(chunks) {
			const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
			// At an offset of our own: where somebody has cut the file, what follows still stands where it belongs.
			const written = writevSync(output, chunks, size);
			lastAt = now();

			if (written > 0 && lastAt - indexedAt >= indexEveryMs) {
				note({at: lastAt, offset: size});
				indexedAt = lastAt;
			}

			size += written;
			return written === total ? [] : dropBytes(chunks, written);
		},
		read: (offset, buffer) => readSync(output, buffer, 0, buffer.length, offset),
		noteSize(newColumns, newRows) {
			note({at: now(), offset: size, columns: newColumns, rows: newRows});
		},
		close() {
			closeSync(output);
			closeSync(index);
		},
	};
}

function openIndex(file: string, output: number): number {
	try {
		return openSpoolFile(file);
	} catch (error) {
		closeSync(output);
		throw error;
	}
}

function dropBytes(chunks: readonly Uint8Array[], count: number): readonly Uint8Array[] {
	let left = count;
	return chunks.flatMap(chunk => {
		const dropped = Math.min(left, chunk.length);
		left -= dropped;
		return dropped === chunk.length ? [] : [chunk.subarray(dropped)];
	});
}
