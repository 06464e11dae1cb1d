import type {ResourcesAnswer} from '../../api/client.ts';
import {type Agent, type AgentStatus, isLive, liveRun} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {Permission} from '../../core/fleet/permission.ts';
import {selectCounts, selectTotal} from '../../core/fleet/selectors.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {TokenUsage} from '../../core/money/token-usage.ts';
import type {Entry} from '../../core/transcript/transcript.ts';
import {hasGauges} from '../components/header/gauges.ts';
import {requestHeight} from '../components/request/request-lines.ts';
import {type DiffDocument, toDiffDocument} from '../diff/diff-document.ts';
import {memoizeLast} from '../memoize.ts';
import {type Reading, toEntryLines} from '../pane/entry-lines.ts';
import type {PaneText} from '../pane/scroll.ts';
import type {DashboardState} from '../store/dashboard-state.ts';
import type {Glyphs} from '../theme.ts';
import type {QuickView, Sort} from '../ui-state.ts';
import {computeLayout, type Layout} from './layout.ts';
import {toRows} from './rows.ts';

/** Which keys mean something: a screen for each set of them. */
export type ScreenId =
	| 'main'
	| 'request'
	| 'zoom'
	| 'zoom-request'
	| 'zoom-search'
	| 'why'
	| 'diff'
	| 'help'
	| 'confirm-kill'
	| 'confirm-down'
	| 'input'
	| 'empty'
	| 'connecting'
	| 'gone'
	| 'refused'
	| 'too-small';

/** Counts and sums of the header: made once for each new fleet. */
export type Summary = {
	readonly counts: Readonly<Record<AgentStatus, number>>;
	readonly usage: TokenUsage;
	readonly isEstimate: boolean;
};

const rowsOf = memoizeLast(
	(
		fleet: Fleet,
		filter: string,
		quickView: QuickView,
		sort: Sort | undefined,
		resources: ResourcesAnswer | undefined,
	) => toRows(fleet, {filter, quickView, sort}, resources),
);

/** The rows of the table, in the order they stand. */
export function selectVisible({fleet, ui, resources}: DashboardState): readonly Agent[] {
	const isByResources = ui.sort?.column === 'cpu' || ui.sort?.column === 'memory';
	return rowsOf(fleet, ui.filter, ui.quickView, ui.sort, isByResources ? resources : undefined);
}

/** The selected agent; the first one when none is, or when it is filtered out. */
export function selectSelected(state: DashboardState): Agent | undefined {
	const rows = selectVisible(state);
	return rows.find(({id}) => id === state.ui.selected) ?? rows[0];
}

/** What the selected agent asks for; the oldest request first. */
export function selectRequest(state: DashboardState): Permission | undefined {
	const agent = selectSelected(state);
	return agent && liveRun(agent)?.permissions[0];
}

export const selectSummary = memoizeLast(
	(fleet: Fleet): Summary => ({counts: selectCounts(fleet), ...selectTotal(fleet)}),
);

/** Lines of the header: who and how much; the gauges, if there are any; what everybody must know. */
export function selectHeaderLines({fleet, now}: DashboardState): number {
	return 1 + (hasGauges({fleet, now}) ? 1 : 0) + (fleet.pauses.length > 0 ? 1 : 0);
}

const layoutOf = memoizeLast(
	(columns: number, rows: number, view: DashboardState['ui']['view'], rowCount: number, headerLines: number) =>
		computeLayout({columns, rows}, {view, rowCount, headerLines}),
);

export function selectLayout(state: DashboardState): Layout {
	const {size, ui} = state;
	return layoutOf(size.columns, size.rows, ui.view, selectVisible(state).length, selectHeaderLines(state));
}

/** Which screen is shown, and so which keys there are. What asks for an answer comes first. */
export function selectScreen(state: DashboardState): ScreenId {
	const {ui, connection, fleet} = state;

	if (selectLayout(state).kind === 'too-small') {
		return 'too-small';
	}

	if (connection.kind !== 'connected') {
		return connection.kind;
	}

	switch (ui.modal?.kind) {
		case 'help':
			return 'help';
		case 'input':
			return 'input';
		case 'confirm':
			return ui.modal.task.kind === 'kill' ? 'confirm-kill' : 'confirm-down';
		case undefined:
			break;
	}

	if (Object.keys(fleet.agents).length === 0) {
		return 'empty';
	}

	const request = selectRequest(state);

	if (ui.view === 'zoom') {
		return ui.search !== '' ? 'zoom-search' : request ? 'zoom-request' : 'zoom';
	}

	if (ui.view === 'why' || ui.view === 'diff') {
		return ui.view;
	}

	return request ? 'request' : 'main';
}

/** In the zoomed view a request takes so much of the pane's end, and more where it says more; at most half of it. */
const leastZoomedLines = 5;
/** What led to a request is worth reading from so many lines on, its rule among them. */
const leastTailLines = 3;
/** Smaller panes leave out where the command would run, for what led to it. */
const roomyLines = 14;

/** Lines of the request in the pane, without its rule; the text that led to it gets the rest of the pane. */
export function selectRequestLines(state: DashboardState): number {
	const layout = selectLayout(state);
	const agent = selectSelected(state);
	const request = selectRequest(state);

	if (layout.kind === 'too-small' || !agent || !request) {
		return 0;
	}

	const {rows, columns} = layout.pane;
	const whole = requestHeight({agent, request, columns, root: state.fleet.project?.root});

	if (state.ui.view === 'zoom') {
		return Math.max(leastZoomedLines, Math.min(whole, rows >> 1));
	}

	const wanted = rows < roomyLines ? Math.max(whole - 1, 3) : whole;
	const most = rows - leastTailLines;
	// A long command is cut before nothing is left of what led to it, unless the pane is too small for both.
	return wanted <= most ? wanted : most >= 6 ? most : rows;
}

/** Lines for the text of the pane below or above a request; 0 where there is no room for both. */
export function selectTailLines(state: DashboardState): number {
	const layout = selectLayout(state);
	const request = selectRequestLines(state);

	if (layout.kind === 'too-small') {
		return 0;
	}

	return request === 0 ? layout.pane.rows : Math.max(0, layout.pane.rows - request - 1);
}

/** Narrower panes are not worth reading, and more than these not at once. */
const leastReaderColumns = 40;
const mostReaders = 4;
/** Between two panes side by side: a rule, with a blank at each side. */
export const dividerColumns = 3;

/** The agents that are read at once: zoomed with several rows marked, those, side by side; else the selected one. */
export function selectReaders(state: DashboardState): readonly Agent[] {
	const selected = selectSelected(state);
	const {ui, size} = state;
	const most = Math.min(mostReaders, Math.floor(size.columns / leastReaderColumns));
	const marked =
		ui.view === 'zoom'
			? selectVisible(state)
					.filter(({id}) => ui.marks.has(id))
					.slice(0, most)
			: [];

	if (marked.length > 1 && marked.some(({id}) => id === selected?.id)) {
		return marked;
	}

	return selected ? [selected] : [];
}

/** A following pane beside the table moves on by this part of its height. */
const stridesAPane = 4;

/** What the pane of an agent, by default of the selected one, is cut from; `undefined` where there is no pane. */
export function selectPaneText(
	state: DashboardState,
	glyphs: Glyphs,
	agent: Agent | undefined = selectSelected(state),
): PaneText | undefined {
	const layout = selectLayout(state);

	if (layout.kind === 'too-small' || !agent) {
		return undefined;
	}

	const {ui, now, frame, transcripts} = state;
	const readers = selectReaders(state).length;
	const reading: Reading = {
		columns: Math.floor((layout.pane.columns - dividerColumns * (readers - 1)) / readers),
		thinking: ui.thinking,
		areToolsUnfolded: ui.areToolsUnfolded,
		glyphs,
	};
	const height = Math.max(1, selectTailLines(state));
	const entries = transcripts.get(agent.id)?.entries;
	const request = ui.view === 'main' ? selectRequest(state) : undefined;
	return {
		entries: entries === undefined ? noEntries : request ? withoutRequest(entries, request) : entries,
		isRead: entries !== undefined,
		linesOf: entry => toEntryLines(entry, reading, {now, frame}),
		columns: reading.columns,
		height,
		...(layout.kind === 'beside' && isLive(agent) ? {stride: Math.max(1, Math.floor(height / stridesAPane))} : {}),
	};
}

/** Below a request it is not said again what it asks for. */
const withoutRequest = memoizeLast((entries: readonly Entry[], {requestId, toolId}: Permission): readonly Entry[] => {
	const isOfRequest = (entry: Entry) =>
		entry.kind === 'asked' ? entry.requestId === requestId : entry.kind === 'tool' && entry.toolId === toolId;
	return entries.slice(0, entries.findLastIndex(entry => !isOfRequest(entry)) + 1);
});

const documentOf = memoizeLast(toDiffDocument);

/** The diff that is open, laid out; `undefined` until it was read. */
export function selectDiff(state: DashboardState): DiffDocument | undefined {
	const {diff, ui, size} = state;
	return ui.view === 'diff' && diff?.kind === 'read' && diff.agent === selectSelected(state)?.id
		? documentOf(diff.text, size.columns)
		: undefined;
}

const noEntries: readonly Entry[] = [];

/** How long ago, for the line that says so. */
export function secondsSince(since: EpochMs, now: EpochMs): number {
	return Math.max(0, Math.floor((now - since) / 1000));
}
