// Control strings (OSC, DCS, SOS, PM, APC) up to their end, CSI sequences, then any other escape with what belongs to it.
// A control string that never ends reaches to the end of its line, not further: it must not swallow what comes after.
const escapes =
	/(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C\n]*(?:\u0007|\u001B\\|\u009C)?|(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|\u001B[ -/]*[0-~]?/g;
// What is left of the C0 and C1 controls but newline and tab; and the characters that reorder or hide text.
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;
// U+2028 and U+2029 too: terminals do not agree on what they do.
const lineEnds = /\r\n?|[\u2028\u2029]/g;
// Most text has none of all these, and looking is cheaper than replacing.
const acting = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/;

/**
 * Removes everything that could act on a terminal: escape sequences, control characters except newline and tab, and the
 * marks that reorder text. What is left is text, safe to print anywhere; doing it again changes nothing.
 */
export function stripEscapes(text: string): string {
	return acting.test(text) ? text.replace(lineEnds, '\n').replace(escapes, '').replace(controls, '') : text;
}

/** For one line: also newlines and tabs become spaces. */
export function toOneLine(text: string): string {
	return stripEscapes(text).replace(/\s+/g, ' ').trim();
}

/** The first `limit` characters, with a word on how many are left out; never half a character. */
export function cutText(text: string, limit: number): string {
	if (text.length <= limit) {
		return text;
	}

	const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1));
	const kept = text.slice(0, isHalf ? limit - 1 : limit);
	return `${kept}\n… ${text.length - kept.length} characters more`;
}
