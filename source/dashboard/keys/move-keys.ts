import type {Agent} from '../../core/fleet/agent.ts';
import {needsPerson} from '../../core/fleet/status.ts';
import type {AgentId} from '../../core/ids.ts';
import {following, scrollBy, scrollToStart} from '../pane/scroll.ts';
import {selectRequestWindow} from '../selectors/request.ts';
import {agentScreens, type Binding, type KeyContext, tableScreens, zoomScreens} from './binding.ts';

/** Moving in the table, and in the pane once it is zoomed. */
export const moveKeys: readonly Binding[] = [
	{
		id: 'down',
		keys: ['j', 'down'],
		title: 'down',
		help: 'Select the next row.',
		group: 'Move',
		screens: tableScreens,
		run: context => select(context, 1),
	},
	{
		id: 'up',
		keys: ['k', 'up'],
		title: 'up',
		help: 'Select the previous row.',
		group: 'Move',
		screens: tableScreens,
		run: context => select(context, -1),
	},
	{
		id: 'next-row',
		keys: ['j'],
		title: 'next row',
		help: 'Select the next row; the question stays open.',
		group: 'Move',
		screens: ['question'],
		run: context => select(context, 1),
	},
	{
		id: 'previous-row',
		keys: ['k'],
		title: 'previous row',
		help: 'Select the previous row; the question stays open.',
		group: 'Move',
		screens: ['question'],
		run: context => select(context, -1),
	},
	{
		id: 'scroll-down',
		keys: ['j', 'down'],
		title: 'down',
		help: 'Scroll the zoomed pane down one line.',
		group: 'Move',
		screens: zoomScreens,
		run: context => scroll(context, 1),
	},
	{
		id: 'scroll-up',
		keys: ['k', 'up'],
		title: 'up',
		help: 'Scroll the zoomed pane up one line.',
		group: 'Move',
		screens: zoomScreens,
		run: context => scroll(context, -1),
	},
	{
		id: 'next-agent',
		keys: ['tab'],
		title: 'next agent',
		help: 'Select the next agent; with several side by side, the next of those.',
		group: 'Move',
		screens: agentScreens,
		run: context => selectPaneAgent(context, 1),
	},
	{
		id: 'previous-agent',
		keys: ['shift-tab'],
		title: 'previous agent',
		help: 'Select the previous agent.',
		group: 'Move',
		screens: agentScreens,
		run: context => selectPaneAgent(context, -1),
	},
	{
		id: 'next-needing',
		keys: ['i'],
		title: 'inbox',
		help: 'Select the next agent that needs you: it asks for something, failed or was lost.',
		group: 'Move',
		screens: agentScreens,
		disabledReason: ({rows}) => (rows.some(needsPerson) ? undefined : 'No agent needs you now.'),
		run: context => selectNeeding(context),
	},
	{
		id: 'half-page-down',
		keys: ['ctrl-d'],
		title: 'half page',
		help: 'Scroll down half a page: a request that does not fit, otherwise the transcript.',
		group: 'Move',
		screens: [...tableScreens, ...zoomScreens],
		run: context => scrollPages(context, 0.5),
	},
	{
		id: 'half-page-up',
		keys: ['ctrl-u'],
		title: 'half page',
		help: 'Scroll up half a page: a request that does not fit, otherwise the transcript.',
		group: 'Move',
		screens: [...tableScreens, ...zoomScreens],
		run: context => scrollPages(context, -0.5),
	},
	{
		id: 'page-down',
		keys: ['pgdn', 'ctrl-f'],
		title: 'page',
		help: 'Scroll down one page: a request that does not fit, otherwise the transcript.',
		group: 'Move',
		screens: [...tableScreens, ...zoomScreens],
		run: context => scrollPages(context, 1),
	},
	{
		id: 'page-up',
		keys: ['pgup', 'ctrl-b'],
		title: 'page',
		help: 'Scroll up one page: a request that does not fit, otherwise the transcript.',
		group: 'Move',
		screens: [...tableScreens, ...zoomScreens],
		run: context => scrollPages(context, -1),
	},
	{
		id: 'first-row',
		keys: ['g', 'home'],
		title: 'first',
		help: 'Select the first row.',
		group: 'Move',
		screens: tableScreens,
		run: context => select(context, Number.NEGATIVE_INFINITY),
	},
	{
		id: 'last-row',
		keys: ['G', 'end'],
		title: 'last',
		help: 'Select the last row.',
		group: 'Move',
		screens: tableScreens,
		run: context => select(context, Number.POSITIVE_INFINITY),
	},
	{
		id: 'to-start',
		keys: ['g', 'home'],
		title: 'start',
		help: 'Go to the start of the transcript.',
		group: 'Move',
		screens: zoomScreens,
		run: ({pane, state, dispatch}) =>
			pane && dispatch({type: 'scrolled', scroll: scrollToStart(pane, state.ui.scroll)}),
	},
	{
		id: 'to-end',
		keys: ['G', 'end'],
		title: 'follow',
		help: 'Go to the end of the transcript and follow it.',
		group: 'Move',
		screens: zoomScreens,
		run: ({dispatch}) => dispatch({type: 'scrolled', scroll: following}),
	},
];

/** The agent `by` rows away, at most to the ends. */
export function neighbour(rows: readonly Agent[], selected: AgentId | undefined, by: number): Agent | undefined {
	const index = Math.max(
		0,
		rows.findIndex(({id}) => id === selected),
	);
	return rows[Math.max(0, Math.min(rows.length - 1, index + by))];
}

/** With several panes side by side, goes through their agents and starts over after the last. */
function selectPaneAgent(context: KeyContext, by: number): void {
	const {paneAgents, selected, dispatch} = context;
	const index = paneAgents.findIndex(({id}) => id === selected?.id);
	const next = paneAgents[(index + by + paneAgents.length) % paneAgents.length];

	if (paneAgents.length > 1 && next) {
		dispatch({type: 'selected', agent: next.id});
	} else {
		select(context, by);
	}
}

function select({rows, selected, dispatch}: KeyContext, by: number): void {
	const agent = neighbour(rows, selected?.id, by);

	if (agent) {
		dispatch({type: 'selected', agent: agent.id});
	}
}

function selectNeeding({rows, selected, dispatch}: KeyContext): void {
	const from = rows.findIndex(({id}) => id === selected?.id) + 1;
	const next = [...rows.slice(from), ...rows.slice(0, from)].find(needsPerson);

	if (next) {
		dispatch({type: 'selected', agent: next.id});
	}
}

/** Scrolls a request that does not fit, because it has to be read first; otherwise the transcript. */
function scrollPages(context: KeyContext, pages: number): void {
	const view = selectRequestWindow(context.state);

	if (view && view.room < view.count) {
		const top = view.top + Math.trunc(pages * view.room || Math.sign(pages));
		context.dispatch({type: 'request-scrolled', top: Math.max(0, Math.min(top, view.count - view.room))});
	} else {
		scroll(context, Math.sign(pages) * Math.ceil(Math.abs(pages) * pageLines(context)));
	}
}

function scroll({pane, state, dispatch}: KeyContext, by: number): void {
	if (pane) {
		dispatch({type: 'scrolled', scroll: scrollBy(pane, state.ui.scroll, by)});
	}
}

function pageLines({pane}: KeyContext): number {
	return Math.max(1, (pane?.height ?? 1) - 1);
}
