import type {Changes} from '../../core/fleet/changes.ts';
import {createMutex} from '../../core/mutex.ts';
import type {Cancel, Clock} from '../clock.ts';

/** How long after the agent did something its changes are counted: much is done in a row. */
const settleMs = 4000;
/** A large repository is not counted more than this part of the time. */
const restFactor = 20;

/** Keeps the changes of a run's worktree counted while it works; counting asks git, so it is done seldom. */
export type RunChanges = {
	/** The agent has done something that may have changed files. */
	touch(): void;
	/** Counts a last time; nothing is counted afterwards. Never rejects. */
	settle(): Promise<void>;
};

export type RunChangesOptions = {
	readonly clock: Clock;
	/** `undefined`: there is no worktree to count in. */
	readonly count: () => Promise<Changes | undefined>;
	/** Called only when the figures differ from the last ones. */
	readonly onCounted: (changes: Changes) => void;
	readonly onFault: (error: unknown) => void;
};

export function createRunChanges({clock, count, onCounted, onFault}: RunChangesOptions): RunChanges {
	let cancelTimer: Cancel | undefined;
	let last: string | undefined;
	let restMs = settleMs;
	let isOver = false;
	const mutex = createMutex();

	const countOnce = async () => {
		const begunAt = clock.now();

		try {
			const changes = await count();
			const text = JSON.stringify(changes);

			if (changes && text !== last) {
				last = text;
				onCounted(changes);
			}
		} catch (error) {
			onFault(error);
		}

		restMs = Math.max(settleMs, (clock.now() - begunAt) * restFactor);
	};

	const countNext = () => mutex(countOnce);

	return {
		touch() {
			if (!isOver) {
				cancelTimer ??= clock.after(restMs, () => {
					cancelTimer = undefined;
					void countNext();
				});
			}
		},
		settle() {
			isOver = true;
			cancelTimer?.();
			return countNext();
		},
	};
}
