import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectCounts, selectTotal} from '../../core/fleet/selectors.ts';
import {hasGauges, type Summary} from '../lines/gauges.ts';
import {memoizeLast} from '../memoize.ts';
import type {DashboardState} from '../state/dashboard-state.ts';

/** Counts and sums of the header, computed once for each new fleet. */
export const selectSummary = memoizeLast(
	(fleet: Fleet): Summary => ({counts: selectCounts(fleet), ...selectTotal(fleet)}),
);

/** Lines of the header: the title, the gauges if there are any, and the first pause if there is one. */
export function selectHeaderHeight({fleet, now}: DashboardState): number {
	return 1 + (hasGauges({fleet, now}) ? 1 : 0) + (fleet.pauses.length > 0 ? 1 : 0);
}
