import {once} from 'node:events';
import type {Terminal} from './invocation.ts';

/** Writes to standard output and waits until it is taken. Whoever stopped reading, as `| head` does, ends us quietly. */
export function createPrint(output: NodeJS.WriteStream): (text: string) => Promise<void> {
	output.on('error', (error: NodeJS.ErrnoException) => {
		process.exit(error.code === 'EPIPE' ? 0 : 1);
	});

	return async text => {
		if (!output.write(`${text}\n`)) {
			await once(output, 'drain');
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
