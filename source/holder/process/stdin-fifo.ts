import {execFile} from 'node:child_process';
import {constants, existsSync, openSync, rmSync} from 'node:fs';
import {Socket} from 'node:net';
import path from 'node:path';
import {promisify} from 'node:util';
import type {RunId} from '../../core/ids.ts';

/** How often it is checked whether the process has opened its input, when the input must end. */
const openedPollMs = 10;

/** How many bytes may wait for a program that does not read its stdin. */
const mostWaitingBytes = 64 * 1024 * 1024;

/** The writing end of a process's stdin; the agent program does not accept input from a terminal. */
export type StdinFifo = {
	/** Absolute; the process's shell opens it and removes the name. */
	readonly path: string;
	/** Returns `false` when the input has ended, the process has exited, or too much is unread. */
	write(text: string | Uint8Array): boolean;
	/** Ends the input after everything written. Calling it twice is harmless. */
	end(): void;
	/** Closes the FIFO and removes its file; unread text is lost. Calling it twice is harmless. */
	dispose(): void;
};

/**
 * Makes the FIFO and opens it for reading and writing, so that neither this call nor the process's own `open` blocks.
 *
 * If it were closed before the process has opened it, everything written would be lost and the process would wait for a writer
 * for ever. The shell that opens the FIFO removes its file at once, so a missing file means that it is open.
 */
export async function createStdinFifo(folder: string, run: RunId): Promise<StdinFifo> {
	const fifoPath = path.join(folder, `${run}.stdin`);
	rmSync(fifoPath, {force: true});
	await promisify(execFile)('mkfifo', ['-m', '600', fifoPath]);

	try {
		// Not a `FileHandle`: the socket owns the descriptor from here on, and a handle would close it when collected.
		const fd = openSync(fifoPath, constants.O_RDWR | constants.O_NONBLOCK);
		return toStdinFifo(fifoPath, new Socket({fd, readable: false, writable: true}));
	} catch (error) {
		rmSync(fifoPath, {force: true});
		throw error;
	}
}

function toStdinFifo(fifoPath: string, socket: Socket): StdinFifo {
	let isEnding = false;
	let poll: NodeJS.Timeout | undefined;

	const endOnceOpened = () => {
		if (existsSync(fifoPath)) {
			poll = setTimeout(endOnceOpened, openedPollMs);
		} else {
			socket.end();
		}
	};

	// The socket closes itself when the process has exited; the exit is reported elsewhere.
	socket.on('error', () => {});

	return {
		path: fifoPath,
		write(text) {
			if (isEnding || !socket.writable || socket.writableLength > mostWaitingBytes) {
				return false;
			}

			socket.write(text);
			return true;
		},
		end() {
			if (!isEnding) {
				isEnding = true;
				endOnceOpened();
			}
		},
		dispose() {
			isEnding = true;
			clearTimeout(poll);
			socket.destroy();
			rmSync(fifoPath, {force: true});
		},
	};
}
