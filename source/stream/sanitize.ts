// Control strings (OSC, DCS, SOS, PM, APC) up to their terminator, CSI sequences, then any other escape sequence.
// A control string without a terminator ends at the end of its line, so that it cannot hide the lines after it.
const escapes =
	/(?:\u001B[\]PX^_]|[\u009D\u0090\u0098\u009E\u009F])[^\u0007\u001B\u009C\n]*(?:\u0007|\u001B\\|\u009C)?|(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]?|\u001B[ -/]*[0-~]?/g;
// The remaining C0 and C1 controls except newline and tab, and the characters that reorder or hide text.
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;
// U+2028 and U+2029 too, because terminals treat them differently.
const lineEnds = /\r\n?|[\u2028\u2029]/g;
// Most text contains none of these, and testing is cheaper than replacing.
const unsafe = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/;

/**
 * Removes everything a terminal could act on: escape sequences, control characters except newline and tab, and the marks
 * that reorder text. The result is safe to print anywhere. Idempotent.
 */
export function stripEscapes(text: string): string {
	return unsafe.test(text) ? text.replace(lineEnds, '\n').replace(escapes, '').replace(controls, '') : text;
}

// The colours that commands print; see `agent-table.ts`.
const colors = /(\u001B\[3[1-69]m)/;

/** Like `stripEscapes`, but keeps the sequences for a colour of text and for the default colour. */
export function stripAllButColors(text: string): string {
	if (!unsafe.test(text)) {
		return text;
	}

	return text
		.split(colors)
		.map((part, index) => (index % 2 === 1 ? part : stripEscapes(part)))
		.join('');
}

/** Like `stripEscapes`, for one line: runs of white space, newlines included, become one space. */
export function toOneLine(text: string): string {
	return stripEscapes(text).replace(/\s+/g, ' ').trim();
}

// Controls except newline and tab, spaces that are no plain space, and characters that are not seen or that reorder text.
const hidden = /(?![\n\t ])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]/gu;
// What may come right before a variation selector or a joiner that is part of an emoji.
const emoji = /\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?$/u;
// Most text is plain, and testing is cheaper than replacing.
const plain = /^[\t\n\u0020-\u007E]*$/;

/**
 * Makes text safe to print without leaving anything out: what a terminal could act on, and what a person could not see,
 * is written out as `<U+202E>`. Newlines and tabs are kept. For text that somebody decides by.
 */
export function showHidden(text: string): string {
	return plain.test(text)
		? text
		: text.replace(hidden, (character, offset: number) =>
				isInEmoji(text, offset, character) ? character : toCodePoint(character),
			);
}

function isInEmoji(text: string, offset: number, character: string): boolean {
	return (character === '\uFE0F' || character === '\u200D') && emoji.test(text.slice(Math.max(0, offset - 4), offset));
}

function toCodePoint(character: string): string {
	return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** The first `limit` characters, then a note of how many were cut. Never splits a surrogate pair. */
export function cutText(text: string, limit: number): string {
	if (text.length <= limit) {
		return text;
	}

	const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(limit - 1));
	const kept = text.slice(0, isHalf ? limit - 1 : limit);
	return `${kept}\n… ${text.length - kept.length} characters more`;
}
