import type {Recorded} from '../core/fleet/agent-event.ts';

/** How a pump hears that something was stored. */
export type Subscribe = (listener: (batch: readonly Recorded[]) => void) => () => void;

/** A latch: what is stored while its owner is busy writing wakes it at the next `wait`, once. */
export type Latch = {
	/** Resolves when something of interest was stored since the last `wait`, or when the signal aborts. */
	wait(): Promise<void>;
	stop(): void;
};

export type WakeOptions = {
	readonly subscribe: Subscribe;
	readonly isOfInterest: (recorded: Recorded) => boolean;
	readonly signal: AbortSignal;
};

/** Subscribes at once, so that nothing stored between a pump's first look and its first wait is missed. */
export function createLatch({subscribe, isOfInterest, signal}: WakeOptions): Latch {
	let isDue = false;
	let resume: (() => void) | undefined;
	const wake = () => {
		isDue = true;
		resume?.();
	};
	const unsubscribe = subscribe(batch => {
		if (!isDue && batch.some(isOfInterest)) {
			wake();
		}
	});
	signal.addEventListener('abort', wake);

	return {
		async wait() {
			if (!isDue && !signal.aborted) {
				await new Promise<void>(resolve => {
					resume = resolve;
				});
			}

			resume = undefined;
			isDue = false;
		},
		stop() {
			unsubscribe();
			signal.removeEventListener('abort', wake);
		},
	};
}
