// Control strings (OSC, DCS, SOS, PM, APC) up to their end, CSI sequences, then any other escape with what belongs to it.
const escapes =
	/(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C|$)?|(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|\u001B[ -/]*[0-~]?/g;
// What is left of the C0 and C1 controls but newline and tab; and the characters that reorder or hide text.
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;
const lineEnds = /\r\n?/g;

/**
 * Removes everything that could act on a terminal: escape sequences, control characters except newline and tab, and the
 * marks that reorder text. What is left is text, safe to print anywhere.
 */
export function stripEscapes(text: string): string {
	return isPlain(text) ? text : text.replace(lineEnds, '\n').replace(escapes, '').replace(controls, '');
}

/** For one line: also newlines and tabs become spaces. */
export function toOneLine(text: string): string {
	return stripEscapes(text).replace(/\s+/g, ' ').trim();
}

/** Most text is: looking is cheaper than replacing. */
function isPlain(text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);

		if (
			(code < 0x20 && code !== 0x0a && code !== 0x09) ||
			(code >= 0x7f && code <= 0x9f) ||
			(code >= 0x200e && code <= 0x2069) ||
			code === 0xfeff
		) {
			return false;
		}
	}

	return true;
}
