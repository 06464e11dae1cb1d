import type {Recorded} from '../../core/fleet/agent-event.ts';

/** Is told of every batch, after it is stored. */
export type Listener = (batch: readonly Recorded[]) => void;

/** Tells listeners of batches, the listeners in the order they came, the batches one whole after the other. */
export type Publisher = {
	publish(batch: readonly Recorded[]): void;
	/** Returns how to hear no more. */
	subscribe(listener: Listener): () => void;
};

/** `onFault`: a listener threw; the others are called all the same. */
export function createPublisher(onFault: (error: unknown) => void): Publisher {
	const listeners = new Set<Listener>();
	/** Batches that listeners cause while one is published come after it. */
	const waiting: Recorded[][] = [];
	let isPublishing = false;

	/** One that fails must not keep the others, or whoever recorded, from going on. */
	const tell = (listener: Listener, batch: readonly Recorded[]) => {
		try {
			listener(batch);
		} catch (error) {
			onFault(error);
		}
	};

	const tellAll = () => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			for (const listener of listeners) {
				tell(listener, next);
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
				tellAll();
				isPublishing = false;
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
