import {
	selectDiff,
	selectPaneText,
	selectReaders,
	selectRequest,
	selectScreen,
	selectSelected,
	selectVisible,
} from '../selectors/selectors.ts';
import type {DashboardState} from '../store/dashboard-state.ts';
import type {Store} from '../store/store.ts';
import type {Theme} from '../theme.ts';
import {evolveUi, type UiAction} from '../ui-state.ts';
import type {KeyContext, Shell} from './binding.ts';
import {editText, paste} from './edit-text.ts';
import {type Keymap, pressKey} from './keymap.ts';

type Options = {
	readonly store: Store<DashboardState>;
	readonly keymap: Keymap;
	readonly shell: Shell;
	readonly theme: Theme;
};

/** All that keys need to know, from one state of the dashboard. */
export function toKeyContext(state: DashboardState, {store, shell, theme}: Omit<Options, 'keymap'>): KeyContext {
	const rows = selectVisible(state);
	const selected = selectSelected(state);
	const marked = rows.filter(({id}) => state.ui.marks.has(id));

	return {
		...shell,
		state,
		screen: selectScreen(state),
		rows,
		selected,
		readers: selectReaders(state),
		targets: marked.length > 0 ? marked : selected ? [selected] : [],
		request: selectRequest(state),
		pane: selectPaneText(state, theme.glyphs),
		diff: selectDiff(state),
		dispatch: action => dispatch(store, action),
	};
}

/** Changes the screen at once: keys wait for no batch. */
export function dispatch(store: Store<DashboardState>, action: UiAction): void {
	store.update(state => {
		const ui = evolveUi(state.ui, action);
		return ui === state.ui ? state : {...state, ui};
	});
}

/**
 * Esc and the key after it come as one key with Alt when they are pressed fast, or the line is slow: where nothing is held
 * with Alt they are two. While text is typed they are not, because Alt is a habit there, and Esc would lose the text.
 */
const alt = 'alt-';

/** Does what a key means now: it edits the text that is being typed, or it is one of the map. */
export function press(key: string, options: Options): void {
	const {store, keymap} = options;
	dispatch(store, {type: 'key-pressed'});
	holdSelection(store);
	const state = store.getState();
	const {modal} = state.ui;

	if (modal?.kind !== 'input' && key.startsWith(alt) && !keymap.find(selectScreen(state), key)) {
		for (const one of ['esc', ...key.slice(alt.length)]) {
			press(one, options);
		}

		return;
	}

	if (modal?.kind !== 'input' || keymap.find('input', key)) {
		pressKey(keymap, key, toKeyContext(state, options));
		return;
	}

	const edited = editText(modal, key);

	if (edited) {
		dispatch(store, {type: 'typed', ...edited});

		if (modal.purpose.kind === 'filter') {
			dispatch(store, {type: 'filtered', filter: edited.text});
		}
	}
}

/** Pasted text is text: where none is typed it is not taken for keys. */
export function pasteText(text: string, store: Store<DashboardState>): void {
	const {modal} = store.getState().ui;

	if (modal?.kind === 'input') {
		dispatch(store, {type: 'typed', ...paste(modal, text)});
		return;
	}

	dispatch(store, {
		type: 'told',
		toast: {level: 'info', text: 'Nothing to paste into here: m tells an agent something.'},
	});
}

/**
 * The first row is selected until a person says otherwise, and where a filter hides the selected one. From the first key
 * on it is that agent, wherever it goes; not from the keys of the filter itself, or it would be the first guess of many.
 */
function holdSelection(store: Store<DashboardState>): void {
	const state = store.getState();
	const shown = selectSelected(state);

	if (shown && (state.ui.selected === undefined || state.ui.modal?.kind !== 'input')) {
		dispatch(store, {type: 'selected', agent: shown.id});
	}
}
