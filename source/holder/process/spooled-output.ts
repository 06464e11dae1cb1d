import {toMessage} from '../../core/errors.ts';
import type {Spool} from '../spool/spool.ts';

/** How often it is tried again to write what found no room. */
const retryMs = 1000;
/** So many bytes are written at once, without waiting for the end of this turn of the event loop. */
const flushAtBytes = 256 * 1024;

export type SpooledOutputOptions = {
	readonly spool: Spool;
	/** There is more in the spool. */
	readonly onGrown: () => void;
	/** Nothing can be written: the run must stand still. `message` says why. */
	readonly onStalled: (message: string) => void;
	/** Everything is written again. */
	readonly onResumed: () => void;
};

/** What a run prints, on its way into its spool. A terminal is read 4 KB at a time, so several reads are one write. */
export type SpooledOutput = {
	push(chunk: Uint8Array): void;
	/** Calls back once all that was pushed is in the spool. */
	whenWritten(listener: () => void): void;
	readonly isStalled: boolean;
	close(): void;
};

export function createSpooledOutput(options: SpooledOutputOptions): SpooledOutput {
	const {spool, onGrown, onStalled, onResumed} = options;
	let waiting: readonly Uint8Array[] = [];
	let gathered: Uint8Array[] = [];
	let gatheredBytes = 0;
	let flushing: NodeJS.Immediate | undefined;
	let retry: NodeJS.Timeout | undefined;
	let onWritten: (() => void) | undefined;

	/** Whether all of it could be written. */
	const writeWaiting = (): string | undefined => {
		try {
			while (waiting.length > 0) {
				const before = spool.size;
				waiting = spool.append(waiting);

				if (spool.size === before) {
					return 'nothing could be written';
				}
			}

			return undefined;
		} catch (error) {
			return toMessage(error);
		}
	};

	const flush = () => {
		clearImmediate(flushing);
		flushing = undefined;
		waiting = waiting.length === 0 ? gathered : [...waiting, ...gathered];
		gathered = [];
		gatheredBytes = 0;

		if (!retry) {
			writeAll();
		}
	};

	const writeAll = () => {
		const before = spool.size;
		const problem = writeWaiting();
		const hadStalled = retry !== undefined;
		retry = problem === undefined ? undefined : setTimeout(writeAll, retryMs);

		if (spool.size > before) {
			onGrown();
		}

		if (problem !== undefined && !hadStalled) {
			onStalled(problem);
		} else if (problem === undefined && hadStalled) {
			onResumed();
		}

		tellIfWritten();
	};

	const isWritten = () => !retry && !flushing && waiting.length === 0 && gathered.length === 0;

	const tellIfWritten = () => {
		if (onWritten && isWritten()) {
			const listener = onWritten;
			onWritten = undefined;
			listener();
		}
	};

	return {
		push(chunk) {
			gathered.push(chunk);
			gatheredBytes += chunk.length;

			if (gatheredBytes >= flushAtBytes) {
				flush();
			} else {
				flushing ??= setImmediate(flush);
			}
		},
		whenWritten(listener) {
			onWritten = listener;
			tellIfWritten();
		},
		get isStalled() {
			return retry !== undefined;
		},
		close() {
			clearImmediate(flushing);
			clearTimeout(retry);
		},
	};
}
