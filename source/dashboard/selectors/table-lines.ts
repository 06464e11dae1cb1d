import type {Agent} from '../../core/fleet/agent.ts';
import {statusesByUrgency, statusTraits} from '../../core/fleet/status.ts';
import {memoizeLast} from '../memoize.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Grouping} from '../state/ui-state.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {groupOf} from './rows.ts';
import {selectSelected, selectVisibleRows} from './selection.ts';

/** A line of the table below its titles. */
export type TableLine =
	| {readonly kind: 'heading'; readonly label: string; readonly count: number}
	| {readonly kind: 'row'; readonly agent: Agent};

const linesOf = memoizeLast((rows: readonly Agent[], grouping: Grouping): readonly TableLine[] =>
	rows.flatMap((agent, index): readonly TableLine[] => {
		const row = {kind: 'row', agent} as const;
		const group = groupOf(agent, grouping);
		const before = rows[index - 1];
		const isSameGroup = grouping === 'none' || (before && groupOf(before, grouping) === group);
		return isSameGroup ? [row] : [toHeading(rows, group, grouping), row];
	}),
);

/** The rows of the table, each group below a heading. */
export function selectTableLines(state: DashboardState): readonly TableLine[] {
	return linesOf(selectVisibleRows(state), state.ui.grouping);
}

/** The place of the selected row among the lines; 0 without rows. */
export function selectSelectedLine(state: DashboardState): number {
	const selected = selectSelected(state)?.id;
	const index = selectTableLines(state).findIndex(line => line.kind === 'row' && line.agent.id === selected);
	return Math.max(0, index);
}

function toHeading(rows: readonly Agent[], group: string, grouping: Grouping): TableLine {
	const count = rows.filter(agent => groupOf(agent, grouping) === group).length;
	const status = statusesByUrgency.find(candidate => candidate === group);
	const label = grouping === 'status' && status ? statusTraits[status].label : sanitizeForCell(group);
	return {kind: 'heading', label, count};
}
