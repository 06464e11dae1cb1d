import type {DashboardState} from '../state/dashboard-state.ts';
import {selectLayout} from './layout.ts';
import {selectForm, selectRequest} from './request.ts';

/** A screen for each set of keys: a binding lists the screens that it works on. */
export type ScreenId =
	| 'main'
	| 'request'
	| 'zoom'
	| 'zoom-request'
	| 'question'
	| 'zoom-question'
	| 'zoom-search'
	| 'why'
	| 'find'
	| 'diff'
	| 'diff-search'
	| 'help'
	| 'help-search'
	| 'confirm-kill'
	| 'confirm-down'
	| 'confirm-start'
	| 'input'
	/** A menu; that of columns has keys of its own. */
	| 'menu'
	| 'menu-columns'
	| 'empty'
	| 'connecting'
	| 'gone'
	| 'refused'
	| 'too-small';

/** Which screen is shown, and so which keys work. A dialog comes before the view below it. */
export function selectScreen(state: DashboardState): ScreenId {
	const {ui, connection, fleet} = state;

	if (selectLayout(state).kind === 'too-small') {
		return 'too-small';
	}

	if (connection.kind !== 'connected') {
		return connection.kind;
	}

	switch (ui.modal?.kind) {
		case 'input':
			return 'input';
		case 'menu':
			return ui.modal.menu === 'columns' ? 'menu-columns' : 'menu';
		case 'confirm':
			return `confirm-${ui.modal.task.kind}`;
		case undefined:
			break;
	}

	if (ui.helpTop !== undefined) {
		return ui.search === '' ? 'help' : 'help-search';
	}

	if (Object.keys(fleet.agents).length === 0) {
		return 'empty';
	}

	const request = selectRequest(state);

	if (ui.view === 'zoom') {
		return ui.search !== '' ? 'zoom-search' : selectForm(state) ? 'zoom-question' : request ? 'zoom-request' : 'zoom';
	}

	if (ui.view === 'diff') {
		return ui.search === '' ? 'diff' : 'diff-search';
	}

	if (ui.view === 'why' || ui.view === 'find') {
		return ui.view;
	}

	return selectForm(state) ? 'question' : request ? 'request' : 'main';
}
