import {liveRun} from '../../core/fleet/agent.ts';
import type {FoundInRun} from '../state/dashboard-state.ts';
import {agentScreens, type Binding, type KeyContext} from './binding.ts';

/** Searching the transcripts of all agents. */
export const findKeys: readonly Binding[] = [
	{
		id: 'find',
		keys: ['F'],
		title: 'find',
		help: 'Search the transcripts of all agents, all runs of them.',
		group: 'Read',
		screens: [...agentScreens, 'find'],
		run: ({dispatch}) =>
			dispatch({type: 'modal-opened', modal: {kind: 'input', purpose: {kind: 'find'}, text: '', cursor: 0}}),
	},
	...moveKeys([
		{id: 'find-down', keys: ['j', 'down'], help: 'Select the next line found.', by: () => 1},
		{id: 'find-up', keys: ['k', 'up'], help: 'Select the previous line found.', by: () => -1},
		{id: 'find-page-down', keys: ['pgdn', 'space'], help: 'Go down one page of lines found.', by: page => page},
		{id: 'find-page-up', keys: ['pgup'], help: 'Go up one page of lines found.', by: page => -page},
	]),
	{
		id: 'find-open',
		keys: ['enter'],
		title: 'open',
		help: 'Open the transcript at the line found.',
		group: 'Read',
		screens: ['find'],
		footer: 1,
		disabledReason: ({state: {found}}) => (found && found.lines.length > 0 ? undefined : 'Nothing was found.'),
		run: context => {
			const found = context.state.found?.lines[context.state.ui.findIndex];

			if (found) {
				open(context, found);
			}
		},
	},
	{
		id: 'close-find',
		keys: ['esc'],
		title: 'back',
		help: 'Go back to the table.',
		group: 'Read',
		screens: ['find'],
		footer: 2,
		run: ({dispatch}) => dispatch({type: 'view-opened', view: 'main'}),
	},
];

type Moving = {
	readonly id: string;
	readonly keys: readonly string[];
	readonly help: string;
	/** Lines, from the lines of a page. */
	readonly by: (page: number) => number;
};

function moveKeys(all: readonly Moving[]): readonly Binding[] {
	return all.map(({id, keys, help, by}) => ({
		id,
		keys,
		title: 'move',
		help,
		group: 'Read',
		screens: ['find'],
		run: ({state, pane, dispatch}) => {
			const last = Math.max(0, (state.found?.lines.length ?? 0) - 1);
			const index = state.ui.findIndex + by(pane?.height ?? 1);
			dispatch({type: 'found-line-selected', index: Math.max(0, Math.min(last, index))});
		},
	}));
}

/** Zooms the agent and goes on with the same search there. The pane shows only the last run. */
function open({state, rows, dispatch}: KeyContext, {agent: id, run, position}: FoundInRun): void {
	const {findText} = state.ui;
	const agent = state.fleet.agents[id];

	if (!rows.some(row => row.id === id)) {
		dispatch({type: 'filtered', filter: ''});
		dispatch({type: 'quick-view-chosen', quickView: 'all'});
	}

	dispatch({type: 'selected', agent: id});
	dispatch({type: 'view-opened', view: 'zoom'});

	if (agent && run === (liveRun(agent)?.run ?? agent.lastEnd?.run)) {
		dispatch({type: 'searched', search: findText, match: {entry: position, line: 0, start: -1}});
	} else {
		const text = 'This line is in an earlier run. Press v to read all runs in $PAGER.';
		dispatch({type: 'toast-shown', toast: {level: 'info', text}});
	}
}
