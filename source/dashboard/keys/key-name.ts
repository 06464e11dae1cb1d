import type {Key} from 'ink';

/** Keys that are not characters: Ink's name and ours. */
const named = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pgup'],
	['pageDown', 'pgdn'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'esc'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Key, string])[];

/**
 * The names of the keys in one chunk of input: `j`, `G`, `enter`, `ctrl-c`. Over a slow line several characters arrive in
 * one chunk, and each is a key of its own.
 */
export function toKeyNames(input: string, key: Key): readonly string[] {
	const name = named.find(([property]) => key[property])?.[1];

	if (name === 'enter' && key.meta) {
		return ['alt-enter'];
	}

	if (name !== undefined) {
		return [key.shift && name === 'tab' ? 'shift-tab' : name];
	}

	if (key.ctrl && input !== '') {
		return [`ctrl-${input.toLowerCase()}`];
	}

	return key.meta ? [`alt-${input}`] : [...input].map(toCharacterName);
}

/** A control character inside a chunk is a key too, such as Enter right after text. */
function toCharacterName(character: string): string {
	const code = character.charCodeAt(0);

	switch (character) {
		case ' ':
			return 'space';
		case '\r':
			return 'enter';
		case '\t':
			return 'tab';
		case '\u001B':
			return 'esc';
		case '\u007F':
			return 'backspace';
		default:
			return code < 32 ? `ctrl-${String.fromCharCode(code + 96)}` : character;
	}
}

/** A key as the footer and the help show it. */
export function formatKey(name: string, enter = '⏎'): string {
	switch (name) {
		case 'enter':
			return enter;
		case 'space':
			return 'Space';
		case 'esc':
		case 'tab':
		case 'home':
		case 'end':
		case 'up':
		case 'down':
			return `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
		case 'pgup':
			return 'PgUp';
		case 'pgdn':
			return 'PgDn';
		case 'shift-tab':
			return 'Shift-Tab';
		default:
			return name === 'alt-enter'
				? 'Alt-Enter'
				: name.startsWith('ctrl-')
					? `Ctrl-${name.slice(5).toUpperCase()}`
					: name;
	}
}
