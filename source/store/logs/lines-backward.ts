import {readSync} from 'node:fs';

const chunkBytes = 64 * 1024;
const newline = 0x0a;

/**
 * The complete lines of an open file, last first, without their newlines. Text after the last newline is skipped: it was
 * cut off by a crash or is still being written.
 */
export function* linesBackward(fd: number, size: number): Generator<string> {
	let end = size;
	/** The bytes after `end` that belong to a line whose beginning is not read yet; `undefined` before the last newline is found. */
	let rest: Buffer[] | undefined;

	while (end > 0) {
		const start = Math.max(0, end - chunkBytes);
		const chunk = readExactly(fd, start, end - start);
		let right = chunk.length;

		for (let cut = chunk.lastIndexOf(newline); cut !== -1; cut = cut > 0 ? chunk.lastIndexOf(newline, cut - 1) : -1) {
			if (rest) {
				yield Buffer.concat([chunk.subarray(cut + 1, right), ...rest]).toString('utf8');
			}

			rest = [];
			right = cut;
		}

		rest?.unshift(chunk.subarray(0, right));
		end = start;
	}

	if (rest) {
		yield Buffer.concat(rest).toString('utf8');
	}
}

/** The offset after the last newline of an open file; 0 if it has none. */
export function wholeLinesEnd(fd: number, size: number): number {
	let end = size;

	while (end > 0) {
		const start = Math.max(0, end - chunkBytes);
		const cut = readExactly(fd, start, end - start).lastIndexOf(newline);

		if (cut !== -1) {
			return start + cut + 1;
		}

		end = start;
	}

	return 0;
}

/** Returns fewer bytes only at the end of the file. */
function readExactly(fd: number, start: number, length: number): Buffer {
	const buffer = Buffer.allocUnsafe(length);
	let filled = 0;

	while (filled < length) {
		const count = readSync(fd, buffer, filled, length - filled, start + filled);

		if (count === 0) {
			break;
		}

		filled += count;
	}

	return buffer.subarray(0, filled);
}
