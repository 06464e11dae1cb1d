import type {Store} from '../state/store.ts';
import type {Clock} from './clock.ts';

/**
 * Shortest time between two commits of data, the same as the spinner's interval: a frame costs the same however little
 * changed. Keys do not wait for it.
 */
export const commitIntervalMs = 250;

/** Collects changes of the state and commits them together. */
export type Batch<State> = {
	/** Changes are applied in order, after `commitIntervalMs` at the latest. */
	add(change: (state: State) => State): void;
	/** Commits waiting changes at once. */
	flush(): void;
	dispose(): void;
};

/** The first change after a pause is committed at once, so that the screen of a quiet fleet has no delay. */
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
