import {execFile} from 'node:child_process';
import {constants, existsSync, openSync, rmSync} from 'node:fs';
import {Socket} from 'node:net';
import path from 'node:path';
import {promisify} from 'node:util';
import type {RunId} from '../core/ids.ts';

/** How often it is looked whether a process whose input is to end has opened it yet. */
const openedPollMs = 10;

/** The writing end of a process's stdin, which must not be the terminal. */
export type StdinFifo = {
	/** Absolute; the process's shell opens it and removes the name. */
	readonly path: string;
	/** `false` once the input has ended or the process is gone. */
	write(text: string): boolean;
	/** End of input, after all that was written. Twice is harmless. */
	end(): void;
	/** Closes and removes what is left; what was not read is lost. Twice is harmless. */
	dispose(): void;
};

/**
 * Makes the FIFO and opens it for reading and writing, so that neither this nor the process's own opening blocks.
 *
 * That has one trap: closed before the process has opened it, everything written would be thrown away and the process
 * would wait for a writer for ever. The shell that opens the FIFO removes its name at once, so the name tells.
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

	// A process that is gone is told by its exit; the socket has closed itself by then.
	socket.on('error', () => {});

	return {
		path: fifoPath,
		write(text) {
			if (isEnding || !socket.writable) {
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
