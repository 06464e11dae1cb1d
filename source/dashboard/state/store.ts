/** State outside React, read with `useSelector`; every change replaces it. */
export type Store<State> = {
	getState(): State;
	/** Replaces the state; listeners are called only if it is a different object. */
	update(change: (state: State) => State): void;
	/** Returns a function that ends the subscription. */
	subscribe(listener: () => void): () => void;
};

/** `settle` completes each new state with what follows from its difference to the state before. */
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
