import type {EpochMs} from '../../core/ids.ts';
import type {Cancel, Clock} from '../clock.ts';

/** Why the timer is paused: the agent waits for a person's answer or, interrupted, for a message; something runs in the background; or its processes are frozen because the disk is full. */
export type PauseReason = 'person' | 'interrupted' | 'disk' | 'background';

export type InactivityTimeout = {
	/** The agent printed something. */
	touch(): void;
	/** Silence does not count until every reason is removed; then it is measured from zero. */
	pause(reason: PauseReason): void;
	unpause(reason: PauseReason): void;
	/** Stops the timer for good. */
	cancel(): void;
};

export type InactivityOptions = {
	readonly clock: Clock;
	/** 0: no limit. */
	readonly limitMs: number;
	/** When it printed last, for a run of an earlier supervisor; now by default. */
	readonly lastAt?: EpochMs;
	readonly onSilence: () => void;
};

/**
 * Calls `onSilence` once the agent has printed nothing for `limitMs`. Zero means no limit. `touch` only stores the time: with
 * thousands of frames a second, a timer that checks again when it fires is cheaper than one that is reset for each frame.
 */
export function createInactivityTimeout({clock, limitMs, onSilence, ...options}: InactivityOptions): InactivityTimeout {
	const pauses = new Set<PauseReason>();
	// Elapsed time does not jump; how long ago it printed under an earlier supervisor only the calendar knows.
	let lastAt = clock.elapsedMs() - Math.max(clock.now() - (options.lastAt ?? clock.now()), 0);
	let isOver = limitMs === 0;
	let cancelTimer: Cancel | undefined;

	const watch = () => {
		if (isOver || cancelTimer || pauses.size > 0) {
			return;
		}

		cancelTimer = clock.after(Math.max(lastAt + limitMs - clock.elapsedMs(), 0), () => {
			cancelTimer = undefined;

			if (pauses.size === 0 && clock.elapsedMs() - lastAt >= limitMs) {
				isOver = true;
				onSilence();
			} else {
				watch();
			}
		});
	};

	watch();
	return {
		touch() {
			lastAt = clock.elapsedMs();
		},
		pause(reason) {
			pauses.add(reason);
		},
		unpause(reason) {
			if (pauses.delete(reason) && pauses.size === 0) {
				lastAt = clock.elapsedMs();
				watch();
			}
		},
		cancel() {
			isOver = true;
			cancelTimer?.();
			cancelTimer = undefined;
		},
	};
}
