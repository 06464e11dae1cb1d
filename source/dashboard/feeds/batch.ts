import type {Store} from '../state/store.ts';
import type {Clock} from './clock.ts';

/**
 * Data reaches the screen at most this often, in step with the spinners: a frame costs the same however little changed.
 * Keys are not held up by it.
 */
export const commitIntervalMs = 250;

/** Collects changes that data brings, and commits them together. */
export type Batch<State> = {
	/** Done in order, at the latest after `commitIntervalMs`. */
	add(change: (state: State) => State): void;
	/** Commits at once what is waiting. */
	flush(): void;
	dispose(): void;
};

/** The first change after a pause is committed at once, so that a quiet fleet answers without delay. */
export function createBatch<State>(store: Store<State>, clock: Clock): Batch<State> {
	let waiting: ((state: State) => State)[] = [];
	let cancelTimer: (() => void) | undefined;

	const flush = () => {
		const changes = waiting;
		waiting = [];
		store.update(state => changes.reduce((current, change) => change(current), state));
	};
	const onTimer = () => {
		cancelTimer = undefined;

		if (waiting.length > 0) {
			flush();
			cancelTimer = clock.after(commitIntervalMs, onTimer);
		}
	};

	return {
		add(change) {
			waiting.push(change);

			if (!cancelTimer) {
				flush();
				cancelTimer = clock.after(commitIntervalMs, onTimer);
			}
		},
		flush,
		dispose() {
			cancelTimer?.();
		},
	};
}
