import {once} from 'node:events';
import type {Terminal} from './invocation.ts';
import {handlesHangup} from './run/interrupt.ts';

/**
 * Returns a function that writes to standard output and waits until the text is written. When the reader is gone, as with
 * `| head`, the process exits silently; a command that handles SIGHUP gets that signal instead, and the rest of its output
 * is dropped.
 */
export function createPrint(output: NodeJS.WriteStream): (text: string) => Promise<void> {
	let isGone = false;
	output.on('error', (error: NodeJS.ErrnoException) => {
		if (!handlesHangup()) {
			process.exit(error.code === 'EPIPE' ? 0 : 1);
		}

		if (!isGone) {
			isGone = true;
			process.emit('SIGHUP');
		}
	});

	return async text => {
		if (!isGone && !output.write(`${text}\n`)) {
			await once(output, 'drain').catch(() => {}); // The reader is gone; the listener above handles it.
		}
	};
}

/** The terminal behind standard output. It has colours unless `NO_COLOR` is set or `TERM` is `dumb`. */
export function terminalOf(output: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Terminal | undefined {
	if (!output.isTTY) {
		return undefined;
	}

	return {columns: output.columns || 80, hasColor: !env.NO_COLOR && env.TERM !== 'dumb'};
}
