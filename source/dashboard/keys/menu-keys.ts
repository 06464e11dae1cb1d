import {agentScreens, type Binding, type KeyContext, tableScreens} from './binding.ts';
import {toMenuItems} from './menu-items.ts';

const menuScreens = ['menu', 'menu-columns'] as const;

/** Menus: a list that is filtered as one types. */
export const menuKeys: readonly Binding[] = [
	{
		id: 'commands',
		keys: [':'],
		title: 'commands',
		help: 'List everything that keys can do here, and filter it as you type.',
		group: 'Towline',
		screens: [...agentScreens, 'find'],
		run: ({dispatch}) =>
			dispatch({type: 'modal-opened', modal: {kind: 'menu', menu: 'commands', filter: '', index: 0}}),
	},
	{
		id: 'sort',
		keys: ['S'],
		title: 'sort',
		help: 'Choose the column that rows are sorted by.',
		group: 'Table',
		screens: tableScreens,
		run: ({dispatch}) => dispatch({type: 'modal-opened', modal: {kind: 'menu', menu: 'sort', filter: '', index: 0}}),
	},
	{
		id: 'columns',
		keys: ['L'],
		title: 'columns',
		help: 'Choose the columns, or let the width decide.',
		group: 'Table',
		screens: tableScreens,
		run: ({dispatch}) => dispatch({type: 'modal-opened', modal: {kind: 'menu', menu: 'columns', filter: '', index: 0}}),
	},
	{
		id: 'menu-down',
		keys: ['down', 'ctrl-n', 'tab'],
		title: 'down',
		help: 'Select the next item of the menu.',
		group: 'Towline',
		screens: menuScreens,
		run: context => move(context, 1),
	},
	{
		id: 'menu-up',
		keys: ['up', 'ctrl-p', 'shift-tab'],
		title: 'up',
		help: 'Select the previous item of the menu.',
		group: 'Towline',
		screens: menuScreens,
		run: context => move(context, -1),
	},
	{
		id: 'menu-choose',
		keys: ['enter'],
		title: 'choose',
		help: 'Choose the selected item and close the menu.',
		group: 'Towline',
		screens: ['menu'],
		footer: 1,
		run: choose,
	},
	{
		id: 'menu-toggle',
		keys: ['space'],
		title: 'show or hide',
		help: 'Show or hide the selected column; the menu stays open.',
		group: 'Towline',
		screens: ['menu-columns'],
		footer: 1,
		run: choose,
	},
	{
		id: 'menu-done',
		keys: ['enter'],
		title: 'done',
		help: 'Close the menu of columns.',
		group: 'Towline',
		screens: ['menu-columns'],
		footer: 2,
		run: ({dispatch}) => dispatch({type: 'modal-closed'}),
	},
	{
		id: 'menu-close',
		keys: ['esc'],
		title: 'close',
		help: 'Close the menu.',
		group: 'Towline',
		screens: menuScreens,
		footer: 3,
		run: ({dispatch}) => dispatch({type: 'modal-closed'}),
	},
];

function move(context: KeyContext, by: number): void {
	const {modal} = context.state.ui;

	if (modal?.kind === 'menu') {
		const last = toMenuItems(context, modal.menu, modal.filter).length - 1;
		context.dispatch({type: 'modal-opened', modal: {...modal, index: Math.max(0, Math.min(last, modal.index + by))}});
	}
}

/** A command runs on the screen below, so the menu is closed first; the menu of columns stays open. */
function choose(context: KeyContext): void {
	const {modal} = context.state.ui;
	const item = modal?.kind === 'menu' ? toMenuItems(context, modal.menu, modal.filter)[modal.index] : undefined;

	if (!item) {
		return;
	}

	if (item.disabledReason !== undefined) {
		context.dispatch({type: 'toast-shown', toast: {level: 'info', text: item.disabledReason}});
		return;
	}

	if (context.screen === 'menu') {
		context.dispatch({type: 'modal-closed'});
	}

	if ('action' in item.choice) {
		context.dispatch(item.choice.action);
	} else {
		item.choice.binding.run(context.latest());
	}
}
