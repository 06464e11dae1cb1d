import type {Key} from 'ink';

/** Keys that are no characters, as Ink names them and as people do. */
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
 * The names of the keys in one piece of input: `j`, `G`, `enter`, `ctrl-c`. Over a slow line several characters come
 * together, and each is a key of its own.
 */
export function toKeyNames(input: string, key: Key): readonly string[] {
	const name = named.find(([property]) => key[property])?.[1];

	if (name !== undefined) {
		return [key.shift && name === 'tab' ? 'shift-tab' : name];
	}

	if (key.ctrl && input !== '') {
		return [`ctrl-${input.toLowerCase()}`];
	}

	return key.meta ? [`alt-${input}`] : [...input].map(toCharacterName);
}

/** Control characters among others are keys that came in the same piece: text, and Enter right after it. */
function toCharacterName(character: string): string {
	const code = character.charCodeAt(0);

	switch (character) {
		case ' ':
			return 'space';
		case '\r':
		case '\n':
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
			return name.startsWith('ctrl-') ? `Ctrl-${name.slice(5).toUpperCase()}` : name;
	}
}
