import {useSyncExternalStore} from 'react';
import type {Store} from '../state/store.ts';

/** The selected part of the store. `selector` must return the same reference for the same state: select, don't build. */
export function useSelector<State, Selected>(store: Store<State>, selector: (state: State) => Selected): Selected {
	return useSyncExternalStore(store.subscribe, () => selector(store.getState()));
}
