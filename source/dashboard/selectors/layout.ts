import {traitsOf} from '../../core/fleet/status.ts';
import {memoizeLast} from '../memoize.ts';
import type {DashboardState, Size} from '../state/dashboard-state.ts';
import type {View} from '../state/ui-state.ts';
import {selectHeaderHeight} from './header.ts';
import {selectLiveOthers, selectSelected} from './selection.ts';
import {selectTableLines} from './table-lines.ts';

/** Smaller terminals show only counts. */
export const smallestSize: Size = {columns: 60, rows: 12};
/** From this width on the pane stands beside the table. */
const besideColumns = 180;

/** Below the pane of the selected agent: how many panes of other agents, and the lines of each without its rule. */
export type OtherPanes = {readonly count: number; readonly rows: number};

/** From this size on, other agents that work have panes below that of the selected agent. */
const severalPanes: Size = {columns: 240, rows: 60};
const mostOthers = 3;
/** A pane of another agent, its rule included. */
const minOtherRows = 8;
/** The part of the pane's lines that all other panes get at most; the selected agent's stays the largest. */
const othersShare = 0.45;

/** Where everything goes, in columns and rows of the terminal. */
export type Layout =
	| {readonly kind: 'too-small'}
	/** Table above, pane below it. */
	| {readonly kind: 'stacked'; readonly table: Size; readonly pane: Size; readonly others: OtherPanes}
	/** Table at the left, pane at the right, one rule between. */
	| {readonly kind: 'beside'; readonly table: Size; readonly pane: Size; readonly others: OtherPanes}
	/** One pane, or several side by side, and no table. */
	| {readonly kind: 'zoomed'; readonly pane: Size};

type Content = {
	readonly view: View;
	/** Lines of the table, headings of groups included, whether or not they fit. */
	readonly rowCount: number;
	/** Lines of the header above its rule. */
	readonly headerLines: number;
	/** See `UiState`. */
	readonly split?: number;
	readonly isPaneHidden?: boolean;
	/** Agents that work, without the selected one. */
	readonly liveOthers?: number;
	/** The lines of the text being typed, and the key line. */
	readonly footerLines?: number;
};

/** What a step of the split adds to the table's share of the screen. */
const splitStep = 0.06;

/** The status line and the key line. */
const fewestFooterLines = 2;
/** Above the table: the rule and the column titles. */
const tableHeadLines = 2;
/** Above the pane: its rule. */
const paneHeadLines = 1;

/** Divides the screen. The pane's size excludes its rule; the table's rows exclude the rule and the titles. */
export function computeLayout({columns, rows}: Size, content: Content): Layout {
	const {view, rowCount, headerLines, split = 0, isPaneHidden = false, liveOthers = 0} = content;
	const {footerLines = fewestFooterLines} = content;
	const wanted = columns >= severalPanes.columns || rows >= severalPanes.rows ? liveOthers : 0;

	if (columns < smallestSize.columns || rows < smallestSize.rows) {
		return {kind: 'too-small'};
	}

	const body = rows - headerLines - footerLines;

	if (view !== 'main') {
		return {kind: 'zoomed', pane: {columns, rows: body - paneHeadLines}};
	}

	if (isPaneHidden) {
		// The table gets the lines of the pane and its rule.
		return {kind: 'stacked', table: {columns, rows: body - tableHeadLines}, pane: {columns, rows: 0}, others: none};
	}

	if (columns >= besideColumns) {
		const tableColumns = Math.floor(columns * Math.max(0.3, Math.min(0.8, 0.62 + split * splitStep)));
		return {
			kind: 'beside',
			table: {columns: tableColumns, rows: body - tableHeadLines},
			...dividePane({columns: columns - tableColumns - 3, rows: body - tableHeadLines}, wanted),
		};
	}

	const shared = body - tableHeadLines - paneHeadLines;
	const most = Math.max(3, Math.floor(shared * ((rows >= 40 ? 0.5 : 0.46) + split * splitStep)));
	const tableRows = Math.min(Math.max(rowCount, 1), most);
	return {
		kind: 'stacked',
		table: {columns, rows: tableRows},
		...dividePane({columns, rows: shared - tableRows}, wanted),
	};
}

const none: OtherPanes = {count: 0, rows: 0};

/** Takes the panes of other agents from the lower end of the pane. */
function dividePane({columns, rows}: Size, wanted: number): {readonly pane: Size; readonly others: OtherPanes} {
	const shared = Math.floor(rows * othersShare);
	const count = Math.min(wanted, mostOthers, Math.floor(shared / minOtherRows));

	if (count === 0) {
		return {pane: {columns, rows}, others: none};
	}

	const each = Math.floor(shared / count);
	return {pane: {columns, rows: rows - count * each}, others: {count, rows: each - paneHeadLines}};
}

type Arguments = readonly [
	columns: number,
	rows: number,
	view: View,
	rowCount: number,
	headerLines: number,
	split: number,
	isPaneHidden: boolean,
	liveOthers: number,
	footerLines: number,
];

const layoutOf = memoizeLast(
	(...[columns, rows, view, rowCount, headerLines, split, isPaneHidden, liveOthers, footerLines]: Arguments) =>
		computeLayout({columns, rows}, {view, rowCount, headerLines, split, isPaneHidden, liveOthers, footerLines}),
);

/** The layout of the screen as it is now. */
export function selectLayout(state: DashboardState): Layout {
	const {size, ui} = state;
	const selected = selectSelected(state);
	// What an agent asks for must be seen before it can be answered.
	const isAsking = selected !== undefined && traitsOf(selected).needsPerson === 'always';
	return layoutOf(
		size.columns,
		size.rows,
		ui.view,
		selectTableLines(state).length,
		selectHeaderHeight(state),
		ui.split,
		ui.isPaneHidden && !isAsking,
		selectLiveOthers(state).length,
		selectFooterHeight(state),
	);
}

/** The status line and the key line; a text of several lines has as many, up to a sixth of the screen. */
export function selectFooterHeight({ui, size}: Pick<DashboardState, 'ui' | 'size'>): number {
	const lines = ui.modal?.kind === 'input' ? ui.modal.text.split('\n').length : 1;
	return 1 + Math.max(1, Math.min(lines, Math.floor(size.rows / 6)));
}

/** How many rows of a list are out of sight, above and below. */
export function hiddenRows(
	selected: number,
	count: number,
	height: number,
): {readonly above: number; readonly below: number} {
	const above = firstVisible(selected, count, height);
	return {above, below: Math.max(0, count - above - height)};
}

/** Index of the first row shown when `height` of `count` rows fit, with the selected row as near to the middle as possible. */
export function firstVisible(selected: number, count: number, height: number): number {
	return Math.max(0, Math.min(selected - Math.floor(height / 2), count - height));
}
