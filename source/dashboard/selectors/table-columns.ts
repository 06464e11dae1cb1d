import type {Fleet} from '../../core/fleet/fleet.ts';
import {memoizeLast} from '../memoize.ts';
import type {ColumnId} from '../state/column-id.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {contentWidths, fitColumns, type SizedColumn} from './fit-columns.ts';
import {selectLayout} from './layout.ts';

/** Left of the first column: whether the row is selected, and whether it is marked. */
export const markerColumns = 2;

const columnsFor = memoizeLast(
	(available: number, isBeside: boolean, chosen: readonly ColumnId[] | undefined, agents: Fleet['agents']) =>
		fitColumns({available, isBeside, chosen, content: contentWidths(Object.values(agents))}),
);

/** The columns of the table with their widths; none where no table is shown. */
export function selectTableColumns(state: DashboardState): readonly SizedColumn[] {
	const layout = selectLayout(state);
	return 'table' in layout
		? columnsFor(layout.table.columns - markerColumns, layout.kind === 'beside', state.ui.columns, state.fleet.agents)
		: [];
}
