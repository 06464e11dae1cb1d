import type {EpochMs} from '../../core/ids.ts';
import type {Cancel, Clock} from '../clock.ts';

/** Why silence is not the agent's: a person's answer is awaited, or its processes stand still for want of room. */
export type Hold = 'person' | 'disk';

export type InactivityTimeout = {
	/** The agent printed something: any frame counts. */
	touch(): void;
	/** Until all that holds it is released, silence does not count; then it does from that moment on. */
	hold(why: Hold): void;
	release(why: Hold): void;
	/** The run is being ended: nothing counts any more. */
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
	const holds = new Set<Hold>();
	let lastAt: EpochMs = clock.now();
	let isOver = limitMs === 0;
	let cancelTimer: Cancel | undefined;

	const watch = () => {
		if (isOver || cancelTimer || holds.size > 0) {
			return;
		}

		cancelTimer = clock.after(Math.max(lastAt + limitMs - clock.now(), 0), () => {
			cancelTimer = undefined;

			if (holds.size === 0 && clock.now() - lastAt >= limitMs) {
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
			lastAt = clock.now();
		},
		hold(why) {
			holds.add(why);
		},
		release(why) {
			if (holds.delete(why) && holds.size === 0) {
				lastAt = clock.now();
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
