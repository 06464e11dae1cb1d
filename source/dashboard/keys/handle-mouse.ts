import {scrollBy} from '../pane/scroll.ts';
import {columns} from '../selectors/columns.ts';
import {type MouseTarget, selectMouseTarget} from '../selectors/mouse-target.ts';
import type {ColumnId} from '../state/column-id.ts';
import {dispatch} from '../state/dispatch.ts';
import type {Sort} from '../state/ui-state.ts';
import type {KeyContext} from './binding.ts';
import {type KeyboardOptions, toKeyContext} from './handle-key.ts';
import type {MouseEvent} from './mouse-event.ts';

/** Lines that one step of the wheel scrolls a text. */
const wheelLines = 3;

/** Handles a click or a step of the wheel. While text is typed or a question is open, the mouse does nothing. */
export function handleMouse(event: MouseEvent, options: KeyboardOptions): void {
	const {store} = options;
	dispatch(store, {type: 'key-pressed'});
	const state = store.getState();
	const context = toKeyContext(state, options);
	const target = selectMouseTarget(state, event.column, event.row);

	if (event.kind === 'click') {
		click(context, target);
	} else {
		turnWheel(context, event.kind === 'wheel-down' ? 1 : -1, target);
	}
}

function click(context: KeyContext, target: MouseTarget | undefined): void {
	const {state, dispatch: act} = context;

	if (state.ui.modal || state.ui.helpTop !== undefined || (state.ui.view !== 'main' && state.ui.view !== 'zoom')) {
		return;
	}

	switch (target?.kind) {
		case 'title':
			act({type: 'sorted', sort: sortOnClick(state.ui.sort, target.column)});
			break;
		case 'row':
			act({type: 'selected', agent: target.agent});
			break;
		case 'pane':
			if (target.agent !== undefined) {
				act({type: 'selected', agent: target.agent});
			}

			break;
		default:
	}
}

/** A second click on the same title reverses the order. */
function sortOnClick(sort: Sort | undefined, column: ColumnId): Sort | undefined {
	const current = sort?.column ?? 'story';

	if (current === column) {
		return {column, isDescending: !(sort?.isDescending ?? false)};
	}

	return column === 'story' ? undefined : {column, isDescending: columns[column].sort.isLargestFirst};
}

/** The keys that the wheel stands for, by screen: one step moves one row, or some lines of a text. */
const wheelKeys = {
	main: {ids: ['up', 'down'], times: 1},
	request: {ids: ['up', 'down'], times: 1},
	diff: {ids: ['diff-up', 'diff-down'], times: wheelLines},
	'diff-search': {ids: ['diff-up', 'diff-down'], times: wheelLines},
	why: {ids: ['diff-up', 'diff-down'], times: wheelLines},
	find: {ids: ['find-up', 'find-down'], times: 1},
	help: {ids: ['help-up', 'help-down'], times: 1},
	'help-search': {ids: ['help-up', 'help-down'], times: 1},
	menu: {ids: ['menu-up', 'menu-down'], times: 1},
	'menu-columns': {ids: ['menu-up', 'menu-down'], times: 1},
} as const;

function turnWheel(context: KeyContext, step: 1 | -1, target: MouseTarget | undefined): void {
	const {state, screen, pane, bindings} = context;

	if (
		target?.kind === 'pane' &&
		!state.ui.modal &&
		(screen.startsWith('zoom') || screen === 'main' || screen === 'request')
	) {
		// The other panes below it follow their texts.
		const isBelow = screen === 'main' || screen === 'request' ? target.agent !== context.selected?.id : false;

		if (pane && !isBelow) {
			context.dispatch({type: 'scrolled', scroll: scrollBy(pane, state.ui.scroll, step * wheelLines)});
		}

		return;
	}

	const keys = Object.entries(wheelKeys).find(([name]) => name === screen)?.[1];
	const id = keys?.ids[step === 1 ? 1 : 0];
	const binding = bindings.find(candidate => candidate.id === id);

	for (let time = 0; binding && keys && time < keys.times; time++) {
		binding.run(context.latest());
	}
}
