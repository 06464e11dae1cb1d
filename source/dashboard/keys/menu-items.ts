import {columns} from '../selectors/columns.ts';
import {selectScreen} from '../selectors/screen.ts';
import {selectTableColumns} from '../selectors/table-columns.ts';
import {type ColumnId, columnIds} from '../state/column-id.ts';
import type {MenuKind, UiAction} from '../state/ui-state.ts';
import type {Binding, KeyContext} from './binding.ts';
import {formatKey} from './key-name.ts';

/** One line of a menu. */
export type MenuItem = {
	readonly title: string;
	/** A sentence, or empty. */
	readonly help: string;
	/** At the right: the keys that do the same. */
	readonly keys: string;
	/** Marked as chosen. */
	readonly isOn: boolean;
	/** Why it cannot be chosen now, as a sentence. */
	readonly disabledReason: string | undefined;
	readonly choice: {readonly binding: Binding} | {readonly action: UiAction};
};

/** The items of a menu that contain every word of the text that was typed. */
export function toMenuItems(context: KeyContext, menu: MenuKind, filter: string): readonly MenuItem[] {
	const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
	return allItems(context, menu).filter(({title, help}) => {
		const text = `${title} ${help}`.toLowerCase();
		return words.every(word => text.includes(word));
	});
}

function allItems(context: KeyContext, menu: MenuKind): readonly MenuItem[] {
	switch (menu) {
		case 'commands':
			return commandItems(context);
		case 'columns':
			return columnItems(context);
		case 'sort':
			return sortItems(context);
	}
}

/** Everything that the keys of the screen below the menu do. */
function commandItems(context: KeyContext): readonly MenuItem[] {
	const {state, bindings} = context;
	const below = {...state, ui: {...state.ui, modal: undefined}};
	const screen = selectScreen(below);
	return bindings
		.filter(({id, screens}) => id !== 'commands' && screens.includes(screen))
		.map(binding => ({
			title: binding.label?.(context) ?? binding.title,
			help: binding.help,
			keys: binding.keys.map(key => formatKey(key, context.glyphs.enter)).join(' '),
			isOn: false,
			disabledReason: binding.disabledReason?.({...context, state: below, screen}),
			choice: {binding},
		}));
}

/** The columns; those shown are marked. Without a choice the width decides, which is the first item. */
function columnItems({state}: KeyContext): readonly MenuItem[] {
	const shown = selectTableColumns(state).map(({id}) => id);
	const chosen = state.ui.columns ?? shown;
	const toggled = (id: ColumnId) => columnIds.filter(other => (other === id) !== chosen.includes(other));
	const item = (title: string, help: string, isOn: boolean, choice: readonly ColumnId[] | undefined): MenuItem => ({
		title,
		help,
		keys: '',
		isOn,
		disabledReason: undefined,
		choice: {action: {type: 'columns-chosen', columns: choice}},
	});
	return [
		item('automatic', 'As many columns as fit.', state.ui.columns === undefined, undefined),
		...columnIds
			.filter(id => id !== 'story')
			.map(id => item(id, columns[id].meaning, chosen.includes(id), toggled(id))),
	];
}

/** The sort orders, in the order of their use. */
function sortItems({state}: KeyContext): readonly MenuItem[] {
	const current = state.ui.sort?.column ?? 'story';
	return [...columnIds]
		.sort((a, b) => columns[a].sort.place - columns[b].sort.place)
		.map(id => {
			const isDescending = columns[id].sort.isLargestFirst;
			const sort = id === 'story' ? undefined : {column: id, isDescending};
			return {
				title: id,
				help: `${columns[id].meaning}${isDescending ? ' Largest first.' : ''}`,
				keys: '',
				isOn: id === current,
				disabledReason: undefined,
				choice: {action: {type: 'sorted', sort}},
			};
		});
}
