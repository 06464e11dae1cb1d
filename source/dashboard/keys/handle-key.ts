import {selectDiff} from '../selectors/diff.ts';
import {selectPaneText} from '../selectors/pane.ts';
import {selectRequest} from '../selectors/request.ts';
import {selectScreen} from '../selectors/screen.ts';
import {selectPaneAgents, selectSelected, selectVisibleRows} from '../selectors/selection.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import {dispatch} from '../state/dispatch.ts';
import type {Store} from '../state/store.ts';
import type {Modal, UiAction} from '../state/ui-state.ts';
import type {Theme} from '../theme.ts';
import {sendTogether} from './answer-together.ts';
import type {KeyContext, Shell} from './binding.ts';
import {editText, paste} from './edit-text.ts';
import {toHelpText} from './help-text.ts';
import {type Keymap, runBinding} from './keymap.ts';
import {changeText, hasLines} from './prompt-text.ts';

/** What the keyboard works on. */
export type KeyboardOptions = {
	readonly store: Store<DashboardState>;
	readonly keymap: Keymap;
	readonly shell: Shell;
	readonly theme: Theme;
};

/** What bindings decide and act on, from one state of the dashboard. */
export function toKeyContext(state: DashboardState, options: KeyboardOptions): KeyContext {
	const {store, shell, theme, keymap} = options;
	const rows = selectVisibleRows(state);
	const selected = selectSelected(state);
	const marked = rows.filter(({id}) => state.ui.marks.has(id));

	const act = (action: UiAction) => dispatch(store, action);

	return {
		...shell,
		send: commands => sendTogether(commands, {state, rows, dispatch: act, send: shell.send}),
		state,
		screen: selectScreen(state),
		rows,
		selected,
		paneAgents: selectPaneAgents(state),
		targets: marked.length > 0 ? marked : selected ? [selected] : [],
		request: selectRequest(state),
		pane: selectPaneText(state, theme.glyphs),
		diff: selectDiff(state),
		help: state.ui.helpTop === undefined ? undefined : toHelpText(state, keymap.bindings, theme.glyphs),
		glyphs: theme.glyphs,
		bindings: keymap.bindings,
		latest: () => toKeyContext(store.getState(), options),
		dispatch: act,
	};
}

/**
 * Esc and the key after it arrive as one key with Alt when they are pressed fast or the line is slow. Where no binding has
 * that Alt key they count as two keys. While text is typed they do not: people use Alt there, and Esc would lose the text.
 */
const alt = 'alt-';

/** Handles one key: it edits the text that is being typed, or runs its binding. */
export function handleKey(pressed: string, options: KeyboardOptions): void {
	const {store, keymap} = options;
	const key = toEffectiveKey(pressed, store.getState().ui.modal);
	dispatch(store, {type: 'key-pressed'});
	selectShownRow(store);
	const state = store.getState();
	const {modal} = state.ui;

	if (modal?.kind !== 'input' && key.startsWith(alt) && !keymap.find(selectScreen(state), key)) {
		for (const one of ['esc', ...key.slice(alt.length)]) {
			handleKey(one, options);
		}

		return;
	}

	if (modal?.kind === 'menu' && !keymap.find(selectScreen(state), key)) {
		filterMenu(modal, key, store);
		return;
	}

	if (modal?.kind !== 'input' || keymap.find('input', key)) {
		runBinding(keymap, key, toKeyContext(state, options));
		return;
	}

	const edited = editText(modal, key);

	if (edited) {
		changeText(toKeyContext(state, options), edited);
	}
}

/** A line feed, which some programs type for Enter, breaks a line only where a text can have several. */
function toEffectiveKey(key: string, modal: Modal | undefined): string {
	return key === 'ctrl-j' && !(modal?.kind === 'input' && hasLines(modal.purpose)) ? 'enter' : key;
}

/** Filters the items of a menu by the text that is typed. */
function filterMenu(menu: Extract<Modal, {kind: 'menu'}>, key: string, store: Store<DashboardState>): void {
	const edited = editText({text: menu.filter, cursor: menu.filter.length}, key);

	if (edited) {
		dispatch(store, {type: 'modal-opened', modal: {...menu, filter: edited.text, index: 0}});
	}
}

/** Inserts pasted text into the text that is being typed; it never counts as keys. */
export function handlePaste(text: string, store: Store<DashboardState>): void {
	const {modal} = store.getState().ui;

	if (modal?.kind === 'input') {
		dispatch(store, {type: 'typed', ...paste(modal, text, hasLines(modal.purpose))});
		return;
	}

	dispatch(store, {
		type: 'toast-shown',
		toast: {level: 'info', text: 'There is no text field to paste into. Press m to message an agent.'},
	});
}

/**
 * Stores the row that is shown as selected: the first one until a person selects another, or when a filter hides the
 * selected one. From then on the selection follows that agent when rows move. Keys typed into a filter do not store it: the
 * first match changes with every character.
 */
function selectShownRow(store: Store<DashboardState>): void {
	const state = store.getState();
	const shown = selectSelected(state);

	if (shown && (state.ui.selected === undefined || state.ui.modal?.kind !== 'input')) {
		dispatch(store, {type: 'selected', agent: shown.id});
	}
}
