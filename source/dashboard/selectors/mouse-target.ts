import type {AgentId} from '../../core/ids.ts';
import type {ColumnId} from '../state/column-id.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {selectHeaderHeight} from './header.ts';
import {firstVisible, selectLayout} from './layout.ts';
import {dividerColumns, selectOtherPanes} from './pane.ts';
import {selectPaneAgents, selectSelected} from './selection.ts';
import {markerColumns, selectTableColumns} from './table-columns.ts';
import {selectSelectedLine, selectTableLines} from './table-lines.ts';

/** What is drawn at a place of the screen. */
export type MouseTarget =
	| {readonly kind: 'title'; readonly column: ColumnId}
	| {readonly kind: 'row'; readonly agent: AgentId}
	/** The table beside its titles and rows. */
	| {readonly kind: 'table'}
	| {readonly kind: 'pane'; readonly agent: AgentId | undefined};

/** Column and row count from 0. `undefined` for header, footer and rules. */
export function selectMouseTarget(state: DashboardState, column: number, row: number): MouseTarget | undefined {
	const layout = selectLayout(state);
	// The rule below the header is line 0, the titles are line 1.
	const line = row - selectHeaderHeight(state);

	if (layout.kind === 'too-small' || line < 1 || row >= state.size.rows - 2) {
		return undefined;
	}

	if (layout.kind === 'zoomed') {
		return {kind: 'pane', agent: paneAgentAt(state, column)};
	}

	const {table} = layout;
	const isInTable = layout.kind === 'beside' ? column < table.columns : line < table.rows + 2;

	if (isInTable) {
		return tableTarget(state, column, line, table.rows);
	}

	const others = selectOtherPanes(state);
	const first = state.size.rows - 2 - others.agents.length * (others.rows + 1);
	const other = row < first ? undefined : others.agents[Math.floor((row - first) / (others.rows + 1))];
	return {kind: 'pane', agent: (other ?? selectSelected(state))?.id};
}

function tableTarget(state: DashboardState, column: number, line: number, height: number): MouseTarget {
	if (line === 1) {
		const id = columnAt(state, column);
		return id ? {kind: 'title', column: id} : {kind: 'table'};
	}

	const lines = selectTableLines(state);
	const found = lines[firstVisible(selectSelectedLine(state), lines.length, height) + line - 2];
	return found?.kind === 'row' ? {kind: 'row', agent: found.agent.id} : {kind: 'table'};
}

function columnAt(state: DashboardState, column: number): ColumnId | undefined {
	let end = markerColumns;

	return selectTableColumns(state).find(({width, gap}) => {
		end += gap + width;
		return column < end;
	})?.id;
}

function paneAgentAt(state: DashboardState, column: number): AgentId | undefined {
	const agents = selectPaneAgents(state);
	const width = (state.size.columns + dividerColumns) / Math.max(1, agents.length);
	return agents[Math.floor(column / width)]?.id;
}
