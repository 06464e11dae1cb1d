import {selectVisible} from '../selectors/selectors.ts';
import type {DashboardState} from './dashboard-state.ts';

/**
 * Until the person has chosen a row, the first one is shown, whichever that is: then who needs somebody is in sight. Under
 * an order of the person's own the first row changes with every figure, so there the one that was first is held.
 */
export function holdSelection(state: DashboardState): DashboardState {
	const {ui} = state;
	const first = ui.sort !== undefined && ui.selected === undefined ? selectVisible(state)[0] : undefined;
	return first ? {...state, ui: {...ui, selected: first.id}} : state;
}
