import type {EpochMs} from '../../source/core/ids.ts';
import type {Clock} from '../../source/supervisor/clock.ts';

/** A clock that stands still until it is told to move on. */
export type FakeClock = Clock & {
	/** Moves on, calling back everything that falls due, in its order, each at its own time. */
	advance(ms: number): void;
	/** Timers that are set. */
	readonly pending: number;
};

export function createFakeClock(startAt = Date.UTC(2026, 10, 20, 12)): FakeClock {
	let now = startAt;
	let nextId = 0;
	const timers = new Map<number, {readonly dueAt: number; readonly callback: () => void}>();

	return {
		now: () => now as EpochMs,
		random: () => 0,
		after(delayMs, callback) {
			const id = nextId++;
			timers.set(id, {dueAt: now + Math.max(0, delayMs), callback});
			return () => timers.delete(id);
		},
		advance(ms) {
			const end = now + ms;

			for (;;) {
				const due = [...timers]
					.filter(([, {dueAt}]) => dueAt <= end)
					.sort(([a, {dueAt: first}], [b, {dueAt: second}]) => first - second || a - b)[0];

				if (!due) {
					break;
				}

				const [id, {dueAt, callback}] = due;
				timers.delete(id);
				now = Math.max(now, dueAt);
				callback();
			}

			now = end;
		},
		get pending() {
			return timers.size;
		},
	};
}
