import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {absent} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {memoizeLast} from '../memoize.ts';
import {type ColumnId, columnIds} from '../state/column-id.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {createTheme, unicodeGlyphs} from '../theme.ts';
import {columns} from './columns.ts';
import {contentWidths, fitColumns, type SizedColumn} from './fit-columns.ts';
import {selectLayout} from './layout.ts';

/** Left of the first column: whether the row is selected, and whether it is marked. */
export const markerColumns = 2;

const columnsFor = memoizeLast(
	(available: number, isBeside: boolean, chosen: readonly ColumnId[] | undefined, fleetAgents: Fleet['agents']) => {
		const agents = Object.values(fleetAgents);
		return fitColumns({
			available,
			isBeside,
			chosen,
			content: contentWidths(agents),
			empty: agents.length === 0 ? [] : columnIds.filter(id => isEmptyColumn(id, agents)),
		});
	},
);

/** The columns of the table with their widths; none where no table is shown. */
export function selectTableColumns(state: DashboardState): readonly SizedColumn[] {
	const layout = selectLayout(state);
	return 'table' in layout
		? columnsFor(layout.table.columns - markerColumns, layout.kind === 'beside', state.ui.columns, state.fleet.agents)
		: [];
}

const theme = createTheme('none', unicodeGlyphs);

/** Whether no agent has a value. CPU and memory are asked for only while they are shown, so they never count as empty. */
function isEmptyColumn(id: ColumnId, agents: readonly Agent[]): boolean {
	const {cell, needsResources} = columns[id];
	return (
		needsResources !== true &&
		agents.every(agent => {
			const now = agent.lastEventAt ?? (0 as EpochMs);
			return cell({agent, words: '', reason: undefined, resources: undefined, now, frame: 0, theme}).text === absent;
		})
	);
}
