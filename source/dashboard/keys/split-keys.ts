import {selectLayout} from '../selectors/layout.ts';
import {selectTableLines} from '../selectors/table-lines.ts';
import {mostSplitSteps} from '../state/ui-state.ts';
import {type Binding, type KeyContext, tableScreens} from './binding.ts';

/** How the table and the pane share the screen; it is remembered. */
export const splitKeys: readonly Binding[] = [
	{
		id: 'table-larger',
		keys: ['+'],
		title: 'more table',
		help: 'Give the table more of the screen, and the pane less.',
		group: 'Table',
		screens: tableScreens,
		disabledReason: context => whyNotMove(context, 1),
		run: ({dispatch}) => dispatch({type: 'split-moved', by: 1}),
	},
	{
		id: 'pane-larger',
		keys: ['-'],
		title: 'more pane',
		help: 'Give the pane more of the screen, and the table less.',
		group: 'Table',
		screens: tableScreens,
		disabledReason: context => whyNotMove(context, -1),
		run: ({dispatch}) => dispatch({type: 'split-moved', by: -1}),
	},
	{
		id: 'toggle-pane',
		keys: ['|'],
		title: 'pane',
		help: 'Hide the pane or show it again. It is always shown while the selected agent asks for something.',
		group: 'Table',
		screens: tableScreens,
		label: ({state}) => (state.ui.isPaneHidden ? 'show pane' : 'hide pane'),
		run: ({dispatch}) => dispatch({type: 'pane-toggled'}),
	},
];

function whyNotMove({state}: KeyContext, by: 1 | -1): string | undefined {
	const {ui} = state;

	if (ui.isPaneHidden) {
		return 'The pane is hidden. Press | to show it.';
	}

	const layout = selectLayout(state);

	if (by > 0 && ui.split >= 0 && layout.kind === 'stacked' && layout.table.rows >= selectTableLines(state).length) {
		return 'The table shows all its rows already.';
	}

	return Math.abs(ui.split + by) > mostSplitSteps ? 'It cannot become any larger.' : undefined;
}
