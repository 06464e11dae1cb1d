import {write} from 'node:fs';

/** What may wait for a program that does not read its terminal. */
const mostWaitingBytes = 1024 * 1024;
/** A terminal whose input is full is tried again after this, and at most this. */
const firstRetryMs = 2;
const longestRetryMs = 250;

/** Types into a terminal. node-pty's own writer tries a full one again without a pause, which takes a whole core. */
export type TerminalWriter = {
	/** `false` when too much waits already: nothing of it is written then. */
	write(bytes: Uint8Array): boolean;
	/** What waits is dropped. Twice is harmless. */
	close(): void;
};

/** `fd` is the controlling side, non-blocking. */
export function createTerminalWriter(fd: number): TerminalWriter {
	let waiting: Uint8Array[] = [];
	let waitingBytes = 0;
	let isWriting = false;
	let isClosed = false;
	let timer: NodeJS.Timeout | undefined;

	const drop = () => {
		waiting = [];
		waitingBytes = 0;
	};

	const writeNext = (retryMs: number) => {
		const [next] = waiting;

		if (isClosed || !next) {
			isWriting = false;
			return;
		}

		isWriting = true;
		write(fd, next, (error, count) => {
			if (error?.code === 'EAGAIN') {
				timer = setTimeout(() => writeNext(Math.min(retryMs * 2, longestRetryMs)), retryMs);
			} else if (error) {
				// The terminal is closed: its process is gone, which its exit tells.
				drop();
				isWriting = false;
			} else {
				waitingBytes -= count;
				waiting = count === next.length ? waiting.slice(1) : [next.subarray(count), ...waiting.slice(1)];
				writeNext(firstRetryMs);
			}
		});
	};

	return {
		write(bytes) {
			if (isClosed || waitingBytes + bytes.length > mostWaitingBytes) {
				return false;
			}

			if (bytes.length > 0) {
				// A copy: what came from a socket is a part of a larger buffer.
				waiting.push(Uint8Array.from(bytes));
				waitingBytes += bytes.length;
				isWriting || writeNext(firstRetryMs);
			}

			return true;
		},
		close() {
			isClosed = true;
			clearTimeout(timer);
			drop();
		},
	};
}
