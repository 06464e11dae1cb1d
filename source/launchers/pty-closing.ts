import {readSync} from 'node:fs';
import type {ReadStream} from 'node:tty';

/** More than a terminal's buffer holds; the bound is for a background process that goes on printing. */
const mostRestBytes = 1024 * 1024;
/** How soon, and at most how late, it is looked again whether the process is gone. */
const firstLookMs = 2;
const longestLookMs = 100;

/** What has to be known of a terminal: its process, its controlling side, and the stream that node-pty reads it with. */
export type PtyStream = {readonly pid: number; readonly fd: number; readonly stream: ReadStream};

/** When a terminal's stream may close. */
export type PtyClosing = {
	/** Hangs up, whoever still uses the terminal. Twice is harmless. */
	closeNow(): void;
};

/**
 * Holds the stream's closing back in two cases in which node-pty does harm:
 *
 * - A program that has closed its output on the way to its exit ends the stream; closing it then hangs the terminal up
 *   and kills the program (SIGHUP) before it has told its exit code. So the stream stays until the process is gone.
 * - It closes 200 ms after the exit, read or not. When this process was busy for so long, that comes before the next
 *   read, and the last of the output (up to 64 KB: the result, as a rule) would be lost. So the rest is read first.
 */
export function guardClosing({pid, fd, stream}: PtyStream, onData: (chunk: Uint8Array) => void): PtyClosing {
	const destroy = stream.destroy.bind(stream);
	let look: NodeJS.Timeout | undefined;

	const closeOnceGone = (error: Error | undefined, lookMs: number) => {
		if (isAlive(pid)) {
			look = setTimeout(() => closeOnceGone(error, Math.min(lookMs * 2, longestLookMs)), lookMs);
		} else {
			destroy(error);
		}
	};

	stream.destroy = error => {
		if (!stream.destroyed && !look) {
			readRest(fd, onData);
			closeOnceGone(error, firstLookMs);
		}

		return stream;
	};

	return {
		closeNow() {
			clearTimeout(look);
			destroy();
		},
	};
}

/** The process is our child and reaped at once, so its pid cannot mean another one yet. */
function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/** Until there is no more: an error says so (EAGAIN, or EIO when the other side is closed). */
function readRest(fd: number, onData: (chunk: Uint8Array) => void): void {
	for (let total = 0; total < mostRestBytes; ) {
		const chunk = Buffer.allocUnsafe(65_536);
		let count = 0;

		try {
			count = readSync(fd, chunk);
		} catch {
			return;
		}

		if (count === 0) {
			return;
		}

		total += count;
		onData(chunk.subarray(0, count));
	}
}
