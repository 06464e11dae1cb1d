import type {ResourcesAnswer} from '../../api/client.ts';
import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {memoizeLast} from '../memoize.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Grouping, QuickView, Sort} from '../state/ui-state.ts';
import {columns} from './columns.ts';
import {toRows} from './rows.ts';

const rowsOf = memoizeLast(
	(
		fleet: Fleet,
		filter: string,
		quickView: QuickView,
		sort: Sort | undefined,
		grouping: Grouping,
		resources: ResourcesAnswer | undefined,
	) => toRows(fleet, {filter, quickView, sort, grouping}, resources),
);

/** The rows of the table, from top to bottom. */
export function selectVisibleRows({fleet, ui, resources}: DashboardState): readonly Agent[] {
	const isByResources = ui.sort !== undefined && columns[ui.sort.column].needsResources;
	return rowsOf(fleet, ui.filter, ui.quickView, ui.sort, ui.grouping, isByResources ? resources : undefined);
}

/** The selected agent; the first row when none is selected or the selected one is filtered out. */
export function selectSelected(state: DashboardState): Agent | undefined {
	const rows = selectVisibleRows(state);
	return rows.find(({id}) => id === state.ui.selected) ?? rows[0];
}

const liveOthersOf = memoizeLast((rows: readonly Agent[], selected: Agent | undefined): readonly Agent[] =>
	rows.filter(agent => isLive(agent) && agent.id !== selected?.id),
);

/** The agents of the table that work, in its order, without the selected one. */
export function selectLiveOthers(state: DashboardState): readonly Agent[] {
	return liveOthersOf(selectVisibleRows(state), selectSelected(state));
}

/** A pane side by side with others is at least this wide, and at most this many are shown. */
const minPaneColumns = 40;
const maxPanes = 4;

/** The agents that have a pane: in the zoomed view those of several marked rows, side by side; otherwise the selected one. */
export function selectPaneAgents(state: DashboardState): readonly Agent[] {
	const selected = selectSelected(state);
	const {ui, size} = state;
	const count = Math.min(maxPanes, Math.floor(size.columns / minPaneColumns));
	const marked =
		ui.view === 'zoom'
			? selectVisibleRows(state)
					.filter(({id}) => ui.marks.has(id))
					.slice(0, count)
			: [];

	if (marked.length > 1 && marked.some(({id}) => id === selected?.id)) {
		return marked;
	}

	return selected ? [selected] : [];
}
