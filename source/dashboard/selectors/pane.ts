import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {Permission} from '../../core/fleet/permission.ts';
import type {Entry} from '../../core/transcript/transcript.ts';
import {memoizeLast} from '../memoize.ts';
import {type Reading, toEntryLines} from '../pane/entry-lines.ts';
import type {PaneText} from '../pane/scroll.ts';
import {toSearchedLines} from '../pane/searched-lines.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Glyphs} from '../theme.ts';
import {selectLayout} from './layout.ts';
import {selectRequest, selectTranscriptHeight} from './request.ts';
import {selectLiveOthers, selectPaneAgents, selectSelected} from './selection.ts';

/** Between two panes side by side: a rule with a blank on each side. */
export const dividerColumns = 3;

/** A following pane beside the table scrolls by this part of its height at a time. */
const stridesAPane = 4;

const noEntries: readonly Entry[] = [];

/** What the pane of an agent (by default the selected one) is cut from; `undefined` where there is no pane. */
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
	const panes = selectPaneAgents(state).length;
	const reading: Reading = {
		columns: Math.floor((layout.pane.columns - dividerColumns * (panes - 1)) / panes),
		thinking: ui.thinking,
		areToolsUnfolded: ui.areToolsUnfolded,
		glyphs,
	};
	const height = Math.max(1, heightOf(agent, state));
	const entries = transcripts.get(agent.id)?.entries;
	const isSelected = agent.id === selectSelected(state)?.id;
	const request = ui.view === 'main' && isSelected ? selectRequest(state) : undefined;
	return {
		entries: entries === undefined ? noEntries : request ? withoutRequest(entries, request) : entries,
		isRead: entries !== undefined,
		linesOf: entry =>
			ui.search === ''
				? toEntryLines(entry, reading, {now, frame})
				: toSearchedLines(entry, reading, {now, frame}, ui.search),
		columns: reading.columns,
		height,
		...(layout.kind === 'beside' && isLive(agent) ? {stride: Math.max(1, Math.floor(height / stridesAPane))} : {}),
	};
}

function heightOf(agent: Agent, state: DashboardState): number {
	const others = selectOtherPanes(state);
	return others.agents.some(({id}) => id === agent.id) ? others.rows : selectTranscriptHeight(state);
}

/** The agents with a pane below that of the selected agent, and the lines of each pane without its rule. */
export function selectOtherPanes(state: DashboardState): {readonly agents: readonly Agent[]; readonly rows: number} {
	const layout = selectLayout(state);
	return 'others' in layout
		? {agents: selectLiveOthers(state).slice(0, layout.others.count), rows: layout.others.rows}
		: {agents: [], rows: 0};
}

/** The entries before the request: the request itself stands above them already. */
const withoutRequest = memoizeLast((entries: readonly Entry[], {requestId, toolId}: Permission): readonly Entry[] => {
	const isOfRequest = (entry: Entry) =>
		entry.kind === 'asked' ? entry.requestId === requestId : entry.kind === 'tool' && entry.toolId === toolId;
	return entries.slice(0, entries.findLastIndex(entry => !isOfRequest(entry)) + 1);
});
