import {expect, test} from 'vitest';
import {selectSelectedLine, selectTableLines} from '../../../source/dashboard/selectors/table-lines.ts';
import {type DashboardState, initialState} from '../../../source/dashboard/state/dashboard-state.ts';
import type {Grouping} from '../../../source/dashboard/state/ui-state.ts';
import {fleetAfter, noon, runStarted, storyRead} from '../../core/given.ts';

function stateOf(grouping: Grouping): DashboardState {
	const state = initialState({columns: 80, rows: 24}, noon);
	return {...state, fleet: fleetAfter(storyRead, runStarted()), ui: {...state.ui, grouping}};
}

test('without grouping there are only rows', () => {
	expect(selectTableLines(stateOf('none')).map(({kind}) => kind)).toEqual(['row']);
});

test('a group has a heading with the number of its rows, and the selected line counts it', () => {
	const state = stateOf('status');
	expect(selectTableLines(state)).toMatchObject([{kind: 'heading', count: 1}, {kind: 'row'}]);
	expect(selectSelectedLine(state)).toBe(1);
});
