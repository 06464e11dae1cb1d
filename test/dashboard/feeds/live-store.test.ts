import {expect, test} from 'vitest';
import type {EpochMs} from '../../../source/core/ids.ts';
import {keepFirstRowSelected} from '../../../source/dashboard/feeds/settle-state.ts';
import {initialState} from '../../../source/dashboard/state/dashboard-state.ts';
import {fleetAfter, reviewer, storyRead} from '../../core/given.ts';

const state = {
	...initialState({columns: 80, rows: 24}, 0 as EpochMs),
	fleet: fleetAfter(storyRead, {event: storyRead, agent: reviewer}),
};

test('the row that is first when the dashboard opens stays selected', () => {
	const held = keepFirstRowSelected(state);
	expect(held.ui.selected).toBeDefined();
	expect(keepFirstRowSelected(held)).toBe(held);
});
