import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import type {OwnKeys} from '../keys/keymap.ts';
import type {ThinkingShown} from '../pane/entry-lines.ts';
import {type ColumnId, toColumnIds} from '../state/column-id.ts';
import {clampSplit, type Grouping, type Sort, type UiState} from '../state/ui-state.ts';
import type {ThemeName} from '../theme.ts';

/** What a person prefers, in every project; kept between two sittings. */
export type Preferences = {
	readonly theme?: ThemeName;
	/** Only ASCII characters, for terminals without Unicode. */
	readonly isAscii?: boolean;
	/** Own keys, by the ids of docs/keys.md. */
	readonly keys?: OwnKeys;
	readonly thinking?: ThinkingShown;
	readonly areToolsUnfolded?: boolean;
	readonly sort?: Sort;
	readonly columns?: readonly ColumnId[];
	readonly grouping?: Grouping;
	/** Whether clicks and the wheel work; by default they do. */
	readonly isMouseOn?: boolean;
	/** See `UiState`. */
	readonly split?: number;
	readonly isPaneHidden?: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

const fileName = 'preferences';

/**
 * Read once, at the start. By hand, because loading conf takes longer than the first frame may; it keeps a plain JSON file.
 * What is not understood is left out: preferences must never be why the dashboard does not open.
 */
export function readPreferences(env: Environment): Preferences {
	try {
		return toPreferences(JSON.parse(readFileSync(path.join(folderOf(env), `${fileName}.json`), 'utf8')));
	} catch {
		return {};
	}
}

/** Writes with conf, which replaces the file in one step. What the person wrote by hand stays. */
export async function savePreferences(preferences: Preferences, env: Environment): Promise<void> {
	const {default: Conf} = await import('conf');
	const store = new Conf<Record<string, unknown>>({cwd: folderOf(env), configName: fileName});

	for (const [key, value] of Object.entries(preferences)) {
		if (value === undefined) {
			store.delete(key);
		} else {
			store.set(key, value);
		}
	}
}

/** What of the screen's state is a preference. */
export function preferencesOf(ui: UiState): Preferences {
	const {theme, thinking, areToolsUnfolded, sort, columns, split, isPaneHidden, isMouseOn, grouping} = ui;
	return {theme, thinking, areToolsUnfolded, sort, columns, split, isPaneHidden, isMouseOn, grouping};
}

/** Where conf keeps things, for the person and not for the project. */
function folderOf(env: Environment): string {
	const home = env.HOME || homedir();
	return process.platform === 'darwin'
		? path.join(home, 'Library', 'Preferences', 'towline')
		: path.join(env.XDG_CONFIG_HOME || path.join(home, '.config'), 'towline');
}

function toPreferences(value: unknown): Preferences {
	const {
		theme,
		isAscii,
		keys,
		thinking,
		areToolsUnfolded,
		sort,
		columns: chosen,
		isMouseOn,
		grouping,
		split,
		isPaneHidden,
	} = toRecord(value);
	return {
		theme: oneOf(theme, ['dark', 'light', 'none']),
		isAscii: typeof isAscii === 'boolean' ? isAscii : undefined,
		keys: toOwnKeys(keys),
		thinking: oneOf(thinking, ['shown', 'folded', 'hidden']),
		areToolsUnfolded: typeof areToolsUnfolded === 'boolean' ? areToolsUnfolded : undefined,
		sort: toSort(sort),
		columns: Array.isArray(chosen) ? toColumnIds(chosen) : undefined,
		grouping: oneOf(grouping, ['none', 'status', 'agent']),
		isMouseOn: typeof isMouseOn === 'boolean' ? isMouseOn : undefined,
		split: typeof split === 'number' && Number.isFinite(split) ? clampSplit(split) : undefined,
		isPaneHidden: typeof isPaneHidden === 'boolean' ? isPaneHidden : undefined,
	};
}

function toOwnKeys(value: unknown): OwnKeys {
	const entries = Object.entries(toRecord(value)).flatMap(([id, keys]) => {
		const list: unknown[] = Array.isArray(keys) ? keys : [keys];
		return list.every(key => typeof key === 'string') ? [[id, list] as const] : [];
	});
	return Object.fromEntries(entries);
}

function toSort(value: unknown): Sort | undefined {
	const {column, isDescending} = toRecord(value);
	const [id] = toColumnIds([column]);
	return id && {column: id, isDescending: isDescending === true};
}

function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
	return choices.find(choice => choice === value);
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? {...value} : {};
}
