import type {Cancel, Clock} from '../clock.ts';

/** Joins a run's events into fewer and larger batches before they are recorded. */
export type Batcher<Event> = {
	push(events: readonly Event[]): void;
	/** Delivers the waiting events now. */
	flush(): void;
};

/**
 * The first events are delivered at once; those that follow within this time are delivered together. A PTY is read 4 KB at a time;
 * one transaction for each read took an eighth of the processor time when an agent printed without pause.
 */
const batchMs = 5;

export function createBatcher<Event>(clock: Clock, onEvents: (events: readonly Event[]) => void): Batcher<Event> {
	/** Events pushed less than `batchMs` after the last delivery. */
	let waiting: Event[] = [];
	let deliveredAt = Number.NEGATIVE_INFINITY;
	let cancelTimer: Cancel | undefined;

	const flush = () => {
		cancelTimer?.();
		cancelTimer = undefined;

		if (waiting.length > 0) {
			const events = waiting;
			waiting = [];
			deliveredAt = clock.elapsedMs();
			onEvents(events);
		}
	};

	return {
		push(events) {
			waiting.push(...events);
			const waitMs = deliveredAt + batchMs - clock.elapsedMs();

			if (waitMs <= 0) {
				flush();
			} else if (waiting.length > 0) {
				cancelTimer ??= clock.after(waitMs, flush);
			}
		},
		flush,
	};
}
