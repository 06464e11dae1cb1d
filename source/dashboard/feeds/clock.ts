import type {EpochMs} from '../../core/ids.ts';

/** The dashboard's time; passed in, so that tests control it. */
export type Clock = {
	now(): EpochMs;
	/** Calls back once after `delayMs`; returns a function that cancels it and may be called twice. */
	after(delayMs: number, callback: () => void): () => void;
};

export const systemClock: Clock = {
	now: () => Date.now() as EpochMs,
	after(delayMs, callback) {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};

/** Resolves after `delayMs`, or as soon as the signal is aborted. */
export function waitFor(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
	return new Promise(resolve => {
		if (signal.aborted) {
			resolve();
			return;
		}

		const cancel = clock.after(delayMs, done);
		signal.addEventListener('abort', done, {once: true});

		function done(): void {
			cancel();
			signal.removeEventListener('abort', done);
			resolve();
		}
	});
}
