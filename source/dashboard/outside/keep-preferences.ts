import type {DashboardState} from '../state/dashboard-state.ts';
import {dispatch} from '../state/dispatch.ts';
import type {Store} from '../state/store.ts';
import {type Preferences, preferencesOf, savePreferences} from './preferences.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Applies the saved preferences to the screen. Returns a function that saves those that have changed since; it is called
 * after the dashboard was left, and a folder that cannot be written is ignored.
 */
export function restorePreferences(
	store: Store<DashboardState>,
	{thinking, areToolsUnfolded, sort, columns, split, isPaneHidden, theme, isMouseOn, grouping}: Preferences,
	env: Environment,
): () => Promise<void> {
	store.update(state => ({
		...state,
		ui: {
			...state.ui,
			thinking: thinking ?? state.ui.thinking,
			areToolsUnfolded: areToolsUnfolded ?? state.ui.areToolsUnfolded,
			sort,
			columns,
			grouping: grouping ?? state.ui.grouping,
			isMouseOn: isMouseOn ?? state.ui.isMouseOn,
			split: split ?? state.ui.split,
			isPaneHidden: isPaneHidden ?? state.ui.isPaneHidden,
			theme: env.NO_COLOR ? undefined : theme,
		},
	}));
	const before = new Map(Object.entries(preferencesOf(store.getState().ui)));

	return async () => {
		const after = Object.entries(preferencesOf(store.getState().ui));
		const changed = after.filter(([name, value]) => before.get(name) !== value);

		if (changed.length > 0) {
			await savePreferences(Object.fromEntries(changed), env).catch(() => {});
		}
	};
}

/** Tells the person that their own keys are not used because of a conflict. */
export function showKeyConflicts(store: Store<DashboardState>, conflicts: readonly string[]): void {
	const [first] = conflicts;

	if (first !== undefined) {
		dispatch(store, {type: 'toast-shown', toast: {level: 'warning', text: `Your own keys are not used: ${first}.`}});
	}
}
