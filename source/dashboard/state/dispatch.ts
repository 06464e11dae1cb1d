import type {DashboardState} from './dashboard-state.ts';
import type {Store} from './store.ts';
import {evolveUi, type UiAction} from './ui-state.ts';

/** Applies an action to the state of the screen at once: unlike data, keys wait for no batch. */
export function dispatch(store: Store<DashboardState>, action: UiAction): void {
	store.update(state => {
		const ui = evolveUi(state.ui, action);
		return ui === state.ui ? state : {...state, ui};
	});
}
