/** A value outside React that is read with `useSelector`; every change replaces it. */
export type Store<State> = {
	getState(): State;
	/** Replaces the state; listeners hear of it only if it is another one. */
	update(change: (state: State) => State): void;
	/** What is returned ends the subscription. */
	subscribe(listener: () => void): () => void;
};

/** `settle` has the last word on each new state: it keeps up what follows from how the two differ. */
export function createStore<State>(
	initial: State,
	settle: (before: State, after: State) => State = (_, after) => after,
): Store<State> {
	let current = initial;
	const listeners = new Set<() => void>();

	return {
		getState: () => current,
		update(change) {
			const next = change(current);

			if (next === current) {
				return;
			}

			current = settle(current, next);

			for (const listener of [...listeners]) {
				listener();
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
