import type {EpochMs} from '../core/ids.ts';

/** Cancels what was set; twice is harmless. */
export type Cancel = () => void;

/** Time as the supervisor sees it: passed in, so that tests can own it. */
export type Clock = {
	now(): EpochMs;
	/** Calls back once, after at least `delayMs`; delays of any length are kept. */
	after(delayMs: number, callback: () => void): Cancel;
	/** A fraction in [0, 1), for jitter and ids. */
	random(): number;
};

/** Node fires a timer of more than this at once. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
	now: () => Date.now() as EpochMs,
	random: Math.random,
	after(delayMs, callback) {
		const dueAt = Date.now() + delayMs;
		let timer: NodeJS.Timeout;
		const wait = () => {
			const left = dueAt - Date.now();
			timer = setTimeout(left > longestTimerMs ? wait : callback, Math.min(Math.max(left, 0), longestTimerMs));
		};

		wait();
		return () => clearTimeout(timer);
	},
};
