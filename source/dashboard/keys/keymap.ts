import type {ScreenId} from '../selectors/screen.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {agentKeys} from './agent-keys.ts';
import type {Binding, KeyContext} from './binding.ts';
import {diffKeys} from './diff-keys.ts';
import {findKeys} from './find-keys.ts';
import {inputKeys} from './input-keys.ts';
import {formatKey} from './key-name.ts';
import {menuKeys} from './menu-keys.ts';
import {moveKeys} from './move-keys.ts';
import {questionKeys} from './question-keys.ts';
import {readKeys} from './read-keys.ts';
import {requestKeys} from './request-keys.ts';
import {searchKeys} from './search-keys.ts';
import {splitKeys} from './split-keys.ts';
import {tableKeys} from './table-keys.ts';
import {towlineKeys} from './towline-keys.ts';

/** All bindings, in the order of the help. */
export const bindings: readonly Binding[] = [
	...moveKeys,
	...agentKeys,
	...requestKeys,
	...questionKeys,
	...readKeys,
	...searchKeys,
	...findKeys,
	...diffKeys,
	...tableKeys,
	...splitKeys,
	...menuKeys,
	...towlineKeys,
	...inputKeys,
];

/** Keys from a person's preferences, by binding id; they replace the binding's keys. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>;

/** The bindings in force. */
export type Keymap = {
	readonly bindings: readonly Binding[];
	find(screen: ScreenId, key: string): Binding | undefined;
	/** The bindings that the footer shows: those that work now, by their place. */
	footer(context: KeyContext): readonly Binding[];
};

/** Own keys for an unknown binding, or for a key that another binding has, are `conflicts`; then the default keys are used. */
export function createKeymap(own: OwnKeys = {}): Keymap & {readonly conflicts: readonly string[]} {
	const wished = bindings.map(binding => ({...binding, keys: own[binding.id] ?? binding.keys}));
	const conflicts = [
		...Object.keys(own)
			.filter(id => !bindings.some(binding => binding.id === id))
			.map(id => `no key binding is called ${id}`),
		...findConflicts(wished),
	];
	const inForce = conflicts.length === 0 ? wished : bindings;
	const byScreen = new Map<string, Binding>();

	for (const binding of inForce) {
		for (const screen of binding.screens) {
			for (const key of binding.keys) {
				byScreen.set(`${screen} ${key}`, binding);
			}
		}
	}

	return {
		bindings: inForce,
		conflicts,
		find: (screen, key) => byScreen.get(`${screen} ${key}`),
		footer: context =>
			inForce
				.filter(
					({footer, screens, disabledReason}) =>
						footer !== undefined && screens.includes(context.screen) && disabledReason?.(context) === undefined,
				)
				.sort((a, b) => (a.footer ?? 0) - (b.footer ?? 0)),
	};
}

/** Keys with two bindings on one screen, each as a sentence. */
export function findConflicts(all: readonly Binding[]): readonly string[] {
	const meanings = new Map<string, string>();
	const conflicts: string[] = [];

	for (const {id, screens, keys} of all) {
		for (const {screen, key} of screens.flatMap(screen => keys.map(key => ({screen, key})))) {
			const place = `${screen} ${key}`;
			const other = meanings.get(place);

			if (other !== undefined) {
				conflicts.push(`on screen ${screen}, ${key} is bound to both ${other} and ${id}`);
			}

			meanings.set(place, id);
		}
	}

	return conflicts;
}

/** Runs what a key is bound to on this screen; a disabled binding, or a key without one, says why nothing happens. */
export function runBinding(keymap: Keymap, key: string, context: KeyContext): void {
	const binding = keymap.find(context.screen, key);
	const reason = binding ? binding.disabledReason?.(context) : whyUnbound(keymap, key, context.screen);

	if (reason !== undefined) {
		context.dispatch({type: 'toast-shown', toast: {level: 'info', text: reason}});
		return;
	}

	binding?.run(context);
}

/** Where keys have no effect, the person may have meant another screen. */
function whyUnbound(keymap: Keymap, key: string, screen: ScreenId): string {
	const elsewhere = keymap.bindings.find(({keys}) => keys.includes(key));
	const help = keymap.bindings.find(({id, screens}) => id === 'help' && screens.includes(screen));
	const hint = help ? ` Press ${formatKey(help.keys[0] ?? '')} for the keys that do.` : '';
	return `${sanitizeForCell(formatKey(key, 'Enter'))} ${elsewhere ? `(${elsewhere.title}) ` : ''}does nothing on this screen.${hint}`;
}
