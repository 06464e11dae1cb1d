import type {Recorded} from '../core/fleet/agent-event.ts';

/** Calls `listener` after each stored batch. Returns a function that unsubscribes. */
export type Subscribe = (listener: (batch: readonly Recorded[]) => void) => () => void;

/** Remembers that something was stored since the last `wait`, so that a pump that is busy writing does not miss it. */
export type Latch = {
	/** Resolves when something of interest was stored since the last `wait`, or when the signal aborts. */
	wait(): Promise<void>;
	/** Resolves the current or next `wait`. */
	set(): void;
	stop(): void;
};

export type LatchOptions = {
	readonly subscribe: Subscribe;
	readonly isOfInterest: (recorded: Recorded) => boolean;
	readonly signal: AbortSignal;
};

/** Subscribes at once, so that nothing stored between a pump's first read and its first `wait` is missed. */
export function createLatch({subscribe, isOfInterest, signal}: LatchOptions): Latch {
	let isSet = false;
	let resume: (() => void) | undefined;
	const release = () => {
		isSet = true;
		resume?.();
	};
	const unsubscribe = subscribe(batch => {
		if (!isSet && batch.some(isOfInterest)) {
			release();
		}
	});
	signal.addEventListener('abort', release);

	return {
		async wait() {
			if (!isSet && !signal.aborted) {
				await new Promise<void>(resolve => {
					resume = resolve;
				});
			}

			resume = undefined;
			isSet = false;
		},
		set: release,
		stop() {
			unsubscribe();
			signal.removeEventListener('abort', release);
		},
	};
}
