import {readSync} from 'node:fs';
import type {ReadStream} from 'node:tty';

/** More than a terminal's buffer holds; the limit is for a background process that goes on printing. */
const mostRestBytes = 1024 * 1024;
/** Delay of the first check whether the process has exited; it doubles up to the longest. */
const firstCheckMs = 2;
const longestCheckMs = 100;

/** A terminal: the pid of its process, the descriptor of its controlling side, and the stream that node-pty reads. */
export type PtyStream = {readonly pid: number; readonly fd: number; readonly stream: ReadStream};

/** Controls when a terminal's stream closes. */
export type PtyClosing = {
	/** Closes the stream at once; processes that use the terminal get SIGHUP. Calling it twice is harmless. */
	closeNow(): void;
};

/**
 * Delays the closing of the stream in two cases in which node-pty closes it too early:
 *
 * - A program that closes its output before it exits ends the stream. Closing the terminal then sends SIGHUP, which kills the
 *   program before it can return its exit code. So the stream stays open until the process has exited.
 * - node-pty closes the stream 200 ms after the exit, even if output is unread. If this process was busy for that time, the last
 *   output (up to 64 KB, usually the result) would be lost. So the rest is read first.
 */
export function guardClosing({pid, fd, stream}: PtyStream, onData: (chunk: Uint8Array) => void): PtyClosing {
	const destroy = stream.destroy.bind(stream);
	let timer: NodeJS.Timeout | undefined;

	const closeOnceGone = (error: Error | undefined, checkMs: number) => {
		if (isAlive(pid)) {
			timer = setTimeout(() => closeOnceGone(error, Math.min(checkMs * 2, longestCheckMs)), checkMs);
		} else {
			destroy(error);
		}
	};

	stream.destroy = error => {
		if (!stream.destroyed && !timer) {
			readRest(fd, onData);
			closeOnceGone(error, firstCheckMs);
		}

		return stream;
	};

	return {
		closeNow() {
			clearTimeout(timer);
			destroy();
		},
	};
}

/** The process is our child and is reaped at once, so its pid is not reused yet. */
function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/** Reads until there is no more output: EAGAIN, or EIO when the other side is closed. */
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
