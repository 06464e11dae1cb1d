import type {EpochMs} from '../../core/ids.ts';

/** Time as the dashboard sees it: passed in, so that tests can own it. */
export type Clock = {
	now(): EpochMs;
	/** Calls back once after `delayMs`; what is returned cancels it, twice is harmless. */
	after(delayMs: number, callback: () => void): () => void;
};

export const systemClock: Clock = {
	now: () => Date.now() as EpochMs,
	after(delayMs, callback) {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};

/** Resolves after `delayMs`, or at once when the signal says so. */
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
