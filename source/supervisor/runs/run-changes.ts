import type {Changes} from '../../core/fleet/changes.ts';
import {createMutex} from '../../core/mutex.ts';
import type {Cancel, Clock} from '../clock.ts';

/** Delay from a tool's end to the count: several tools often follow each other. */
const settleMs = 4000;
/** The pause after a count is at least this many times as long as the count, for large repositories. */
const pauseFactor = 20;

/** Counts the changes of a run's worktree from time to time; each count starts git, so counts are rare. */
export type RunChanges = {
	/** The agent may have changed files: a count follows. */
	touch(): void;
	/** Counts a last time; no count follows. Never rejects. */
	settle(): Promise<void>;
};

export type RunChangesOptions = {
	readonly clock: Clock;
	/** `undefined`: there is no worktree to count in. */
	readonly count: () => Promise<Changes | undefined>;
	/** Called only when the counts differ from the last ones. */
	readonly onCounted: (changes: Changes) => void;
	readonly onFault: (error: unknown) => void;
};

export function createRunChanges({clock, count, onCounted, onFault}: RunChangesOptions): RunChanges {
	let cancelTimer: Cancel | undefined;
	let last: string | undefined;
	let delayMs = settleMs;
	let isOver = false;
	const mutex = createMutex();

	const countOnce = async () => {
		const begunAt = clock.elapsedMs();

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

		delayMs = Math.max(settleMs, (clock.elapsedMs() - begunAt) * pauseFactor);
	};

	const countNext = () => mutex(countOnce);

	return {
		touch() {
			if (!isOver) {
				cancelTimer ??= clock.after(delayMs, () => {
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
