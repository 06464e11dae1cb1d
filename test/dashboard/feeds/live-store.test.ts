import {expect, test} from 'vitest';
import type {EpochMs} from '../../../source/core/ids.ts';
import {keepFirstRowSelected} from '../../../source/dashboard/feeds/settle-state.ts';
import {initialState} from '../../../source/dashboard/state/dashboard-state.ts';
import {fleetAfter, reviewer, storyRead} from '../../core/given.ts';

const state = {
	...initialState({columns: 80, rows: 24}, 0 as EpochMs),
	fleet: fleetAfter(storyRead, {event: storyRead, agent: reviewer}),
};

test('under the default order the first row may be any, until one is chosen', () => {
	expect(keepFirstRowSelected(state).ui.selected).toBeUndefined();
});

test('under an own order the row that was first is held', () => {
	const sorted = {...state, ui: {...state.ui, sort: {column: 'cost', isDescending: true} as const}};
	const held = keepFirstRowSelected(sorted);
	expect(held.ui.selected).toBeDefined();
	expect(keepFirstRowSelected(held)).toBe(held);
});
