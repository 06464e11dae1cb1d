import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {Cancel, Clock} from '../clock.ts';

/** Between a run's events and whoever records them: fewer and larger batches. */
export type Batcher = {
	push(events: readonly RunEvent[]): void;
	/** Delivers what waits, now. */
	flush(): void;
};

/**
 * The first events are delivered at once; those that follow within this time are delivered together. A PTY is read 4 KB
 * at a time, and a transaction for each of them was an eighth of the work of a flood.
 */
const gatherMs = 5;

export function createBatcher(clock: Clock, onEvents: (events: readonly RunEvent[]) => void): Batcher {
	/** What came less than `gatherMs` after the last delivery, and waits for the rest of that time. */
	let gathered: RunEvent[] = [];
	let deliveredAt = Number.NEGATIVE_INFINITY;
	let cancelGather: Cancel | undefined;

	const flush = () => {
		cancelGather?.();
		cancelGather = undefined;

		if (gathered.length > 0) {
			const events = gathered;
			gathered = [];
			deliveredAt = clock.now();
			onEvents(events);
		}
	};

	return {
		push(events) {
			gathered.push(...events);
			const waitMs = deliveredAt + gatherMs - clock.now();

			if (waitMs <= 0) {
				flush();
			} else if (gathered.length > 0) {
				cancelGather ??= clock.after(waitMs, flush);
			}
		},
		flush,
	};
}
