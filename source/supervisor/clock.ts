import type {EpochMs} from '../core/ids.ts';

/** Cancels a timer; calling it twice is harmless. */
export type Cancel = () => void;

/**
 * Time and randomness, passed in so that tests can control them. The wall clock may be set forward or back at any moment, and
 * goes on while the machine sleeps: use it for instants (when something happened, when a limit opens). Spans (limits, delays,
 * batches) are measured with `elapsedMs` and `after`.
 */
export type Clock = {
	/** The wall clock. */
	now(): EpochMs;
	/** Milliseconds since some fixed point. Never goes back; stands still while the machine sleeps. */
	elapsedMs(): number;
	/** Calls back once, after at least `delayMs`. Any length is allowed, also above the 24.8 days of `setTimeout`. */
	after(delayMs: number, callback: () => void): Cancel;
	/** Calls back once the wall clock shows `time`, soon after if it was set forward or the machine has slept. */
	at(time: number, callback: () => void): Cancel;
	/** A fraction in [0, 1), for jitter and ids. */
	random(): number;
};

/** Node fires a timer with a longer delay at once. */
const longestTimerMs = 2 ** 31 - 1;

/** How often the wall clock is read again while something waits for an instant. */
const wallCheckMs = 5000;

export const systemClock: Clock = {
	now: () => Date.now() as EpochMs,
	elapsedMs: () => performance.now(),
	random: Math.random,
	after(delayMs, callback) {
		const dueMs = performance.now() + delayMs;
		return waitUntil(() => dueMs - performance.now(), longestTimerMs, callback);
	},
	at: (time, callback) => waitUntil(() => time - Date.now(), wallCheckMs, callback),
};

/** Calls back once nothing is left to wait for, and asks how much is left after `longestMs` at the latest. */
function waitUntil(leftMs: () => number, longestMs: number, callback: () => void): Cancel {
	let timer: NodeJS.Timeout;
	const wait = () => {
		const left = Math.max(leftMs(), 0);
		timer = setTimeout(left > longestMs ? wait : callback, Math.min(left, longestMs));
	};

	wait();
	return () => clearTimeout(timer);
}
