import {once} from 'node:events';
import type {Terminal} from './invocation.ts';
import {handlesHangup} from './run/interrupt.ts';

/**
 * Writes to standard output and waits until it is taken. Whoever stopped reading, as `| head` does, ends us quietly; work
 * that ends with its terminal is told to, and what it still prints is lost.
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
			await once(output, 'drain').catch(() => {}); // Nobody reads any more: the listener above deals with it.
		}
	};
}

/** What standard output is drawn on; colours unless `NO_COLOR` or a dumb terminal says otherwise. */
export function terminalOf(output: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Terminal | undefined {
	if (!output.isTTY) {
		return undefined;
	}

	return {columns: output.columns || 80, hasColor: !env.NO_COLOR && env.TERM !== 'dumb'};
}
