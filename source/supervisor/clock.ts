import type {EpochMs} from '../core/ids.ts';

/** Cancels a timer; calling it twice is harmless. */
export type Cancel = () => void;

/** Time and randomness, passed in so that tests can control them. */
export type Clock = {
	now(): EpochMs;
	/** Calls back once, after at least `delayMs`. Any length is allowed, also above the 24.8 days of `setTimeout`. */
	after(delayMs: number, callback: () => void): Cancel;
	/** A fraction in [0, 1), for jitter and ids. */
	random(): number;
};

/** Node fires a timer with a longer delay at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
	now: () => Date.now() as EpochMs,
	random: Math.random,
	after(delayMs, callback) {
		const dueAt = Date.now() + delayMs;
		let timer: NodeJS.Timeout;
		const wait = () => {
			const leftMs = dueAt - Date.now();
			timer = setTimeout(leftMs > longestTimerMs ? wait : callback, Math.min(Math.max(leftMs, 0), longestTimerMs));
		};

		wait();
		return () => clearTimeout(timer);
	},
};
