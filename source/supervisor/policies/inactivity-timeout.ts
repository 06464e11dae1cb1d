import type {EpochMs} from '../../core/ids.ts';
import type {Cancel, Clock} from '../clock.ts';

export type InactivityTimeout = {
	/** The agent printed something: any frame counts. */
	touch(): void;
	/** A person's answer is awaited, or the process is stopped: silence is not the agent's. */
	hold(): void;
	/** Silence counts again, from now. */
	release(): void;
	cancel(): void;
};

export type InactivityOptions = {
	readonly clock: Clock;
	/** 0: no limit. */
	readonly limitMs: number;
	readonly onSilence: () => void;
};

/**
 * Calls `onSilence` once the agent has printed nothing for `limitMs`. Zero means no limit. A touch only notes the
 * time: with thousands of frames a second, one timer that looks again is cheaper than one that is set again.
 */
export function createInactivityTimeout({clock, limitMs, onSilence}: InactivityOptions): InactivityTimeout {
	let lastAt: EpochMs = clock.now();
	let isHeld = false;
	let cancelTimer: Cancel | undefined;

	const watch = () => {
		const leftMs = lastAt + limitMs - clock.now();
		cancelTimer = clock.after(Math.max(leftMs, 0), () => {
			cancelTimer = undefined;

			if (isHeld) {
				return;
			}

			if (clock.now() - lastAt >= limitMs) {
				onSilence();
			} else {
				watch();
			}
		});
	};

	if (limitMs > 0) {
		watch();
	}

	return {
		touch() {
			lastAt = clock.now();
		},
		hold() {
			isHeld = true;
		},
		release() {
			isHeld = false;
			lastAt = clock.now();

			if (limitMs > 0 && !cancelTimer) {
				watch();
			}
		},
		cancel() {
			isHeld = true;
			cancelTimer?.();
			cancelTimer = undefined;
		},
	};
}
