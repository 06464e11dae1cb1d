import type {EpochMs} from '../../source/core/ids.ts';
import type {Clock} from '../../source/supervisor/clock.ts';

/** A clock that moves only when a test advances it. */
export type FakeClock = Clock & {
	/** Advances the time; calls every due timer in order, with `now` at its due time. */
	advance(ms: number): void;
	/** Sets the wall clock forward, or back with a negative number; no time passes. */
	step(ms: number): void;
	/** The machine sleeps: only the wall clock goes on. */
	suspend(ms: number): void;
	/** The number of timers that are set. */
	readonly pending: number;
};

/** `dueAt` is in elapsed time, or on the wall clock. */
type Timer = {readonly id: number; readonly dueAt: number; readonly isWall: boolean; readonly callback: () => void};

export function createFakeClock(startAt = Date.UTC(2026, 10, 20, 12)): FakeClock {
	let elapsed = 0;
	/** The wall clock is this much ahead of the elapsed time. */
	let offset = startAt;
	let nextId = 0;
	const timers = new Map<number, Timer>();

	const add = (timer: Omit<Timer, 'id'>) => {
		const id = nextId++;
		timers.set(id, {...timer, id});
		return () => timers.delete(id);
	};
	const dueIn = ({dueAt, isWall}: Timer) => dueAt - (isWall ? offset : 0);
	const advance = (ms: number) => {
		const end = elapsed + ms;

		for (;;) {
			const due = [...timers.values()]
				.filter(timer => dueIn(timer) <= end)
				.sort((a, b) => dueIn(a) - dueIn(b) || a.id - b.id)[0];

			if (!due) {
				break;
			}

			timers.delete(due.id);
			elapsed = Math.max(elapsed, dueIn(due));
			due.callback();
		}

		elapsed = end;
	};
	const step = (ms: number) => {
		offset += ms;
		advance(0);
	};

	return {
		now: () => (elapsed + offset) as EpochMs,
		elapsedMs: () => elapsed,
		random: () => 0,
		after: (delayMs, callback) => add({dueAt: elapsed + Math.max(0, delayMs), isWall: false, callback}),
		at: (time, callback) => add({dueAt: time, isWall: true, callback}),
		advance,
		step,
		suspend: step,
		get pending() {
			return timers.size;
		},
	};
}
