import type {Recorded} from '../../core/fleet/agent-event.ts';

/** Called with every batch after it is stored. */
export type Listener = (batch: readonly Recorded[]) => void;

/** Calls listeners with batches: listeners in the order of subscription, one batch to all of them before the next. */
export type Publisher = {
	publish(batch: readonly Recorded[]): void;
	/** Returns a function that unsubscribes. */
	subscribe(listener: Listener): () => void;
};

/** `onFault`: a listener threw; the other listeners are still called. */
export function createPublisher(onFault: (error: unknown) => void): Publisher {
	const listeners = new Set<Listener>();
	/** Batches that listeners record while one is published; they are published after it. */
	const waiting: Recorded[][] = [];
	let isPublishing = false;

	/** An error of one listener must not reach the other listeners or the caller of `record`. */
	const call = (listener: Listener, batch: readonly Recorded[]) => {
		try {
			listener(batch);
		} catch (error) {
			onFault(error);
		}
	};

	const publishWaiting = () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			for (const listener of listeners) {
				call(listener, next);
			}
		}
	};

	return {
		publish(batch) {
			if (batch.length === 0) {
				return;
			}

			waiting.push([...batch]);

			if (!isPublishing) {
				isPublishing = true;
				publishWaiting();
				isPublishing = false;
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
