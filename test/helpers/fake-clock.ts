import type {EpochMs} from '../../source/core/ids.ts';
import type {Clock} from '../../source/supervisor/clock.ts';

/** A clock that moves only when a test advances it. */
export type FakeClock = Clock & {
	/** Advances the time; calls every due timer in order, with `now` at its due time. */
	advance(ms: number): void;
	/** The number of timers that are set. */
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
