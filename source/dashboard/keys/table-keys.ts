import type {Grouping, QuickView} from '../state/ui-state.ts';
import {type Binding, tableScreens} from './binding.ts';
import {neighbour} from './move-keys.ts';

const quickViews: readonly {readonly view: QuickView; readonly title: string; readonly help: string}[] = [
	{view: 'all', title: 'all', help: 'Show all rows.'},
	{view: 'needs-you', title: 'needs you', help: 'Show only agents that need you.'},
	{view: 'running', title: 'running', help: 'Show only running agents.'},
	{view: 'queue', title: 'queue', help: 'Show only the queue, in starting order.'},
	{view: 'failed', title: 'failed', help: 'Show only failed and lost agents.'},
	{view: 'completed', title: 'completed', help: 'Show only completed agents.'},
];

const nextGrouping: Readonly<Record<Grouping, Grouping>> = {none: 'status', status: 'agent', agent: 'none'};

/** What the table shows, and in which order. */
export const tableKeys: readonly Binding[] = [
	{
		id: 'filter',
		keys: ['/'],
		title: 'filter',
		help: 'Filter rows as you type, by id, title, status, agent, branch and last activity.',
		group: 'Table',
		screens: tableScreens,
		footer: 25,
		run: ({state, dispatch}) =>
			dispatch({
				type: 'modal-opened',
				modal: {kind: 'input', purpose: {kind: 'filter'}, text: state.ui.filter, cursor: state.ui.filter.length},
			}),
	},
	{
		id: 'show-all',
		keys: ['esc'],
		title: 'show all',
		help: 'Show all rows: clear filter, view and marks.',
		group: 'Table',
		screens: tableScreens,
		footer: 6,
		disabledReason: ({state: {ui}}) =>
			ui.filter === '' && ui.quickView === 'all' && ui.marks.size === 0 ? 'All rows are already shown.' : undefined,
		run: ({state, dispatch}) => {
			dispatch({type: 'filtered', filter: ''});
			dispatch({type: 'quick-view-chosen', quickView: 'all'});
			dispatch({type: 'mark-toggled', agents: [...state.ui.marks]});
		},
	},
	{
		id: 'mark',
		keys: ['space'],
		title: 'mark',
		help: 'Mark the row or remove its mark, and select the next one. Start, resume, kill and message apply to all marked rows.',
		group: 'Table',
		screens: tableScreens,
		disabledReason: ({selected}) => (selected ? undefined : 'No row is selected.'),
		run: ({rows, selected, dispatch}) => {
			const next = neighbour(rows, selected?.id, 1);

			if (selected && next) {
				dispatch({type: 'mark-toggled', agents: [selected.id]});
				dispatch({type: 'selected', agent: next.id});
			}
		},
	},
	{
		id: 'mark-all',
		keys: ['*'],
		title: 'mark all',
		help: 'Mark all rows shown, or remove all marks.',
		group: 'Table',
		screens: tableScreens,
		run: ({rows, dispatch}) => dispatch({type: 'mark-toggled', agents: rows.map(({id}) => id)}),
	},
	{
		id: 'group',
		keys: ['b'],
		title: 'group',
		help: 'Group the rows by status, then by agent, then not.',
		group: 'Table',
		screens: tableScreens,
		run: ({state, dispatch}) => dispatch({type: 'grouped', grouping: nextGrouping[state.ui.grouping]}),
	},
	{
		id: 'reverse',
		keys: ['R'],
		title: 'reverse',
		help: 'Reverse the sort order.',
		group: 'Table',
		screens: tableScreens,
		run: ({state: {ui}, dispatch}) =>
			dispatch({
				type: 'sorted',
				sort: {column: ui.sort?.column ?? 'story', isDescending: !(ui.sort?.isDescending ?? false)},
			}),
	},
	...quickViews.map(
		({view, title, help}, index): Binding => ({
			id: `view-${view}`,
			keys: [String(index + 1)],
			title,
			help,
			group: 'Table',
			screens: tableScreens,
			run: ({dispatch}) => dispatch({type: 'quick-view-chosen', quickView: view}),
		}),
	),
];
