/** The text being typed; `cursor` counts UTF-16 units from its start. */
export type EditedText = {readonly text: string; readonly cursor: number};

/** The text after a key, with the editing keys of a shell; `undefined` for keys that do not edit. */
export function editText({text, cursor}: EditedText, key: string): EditedText | undefined {
	const before = text.slice(0, cursor);
	const after = text.slice(cursor);

	switch (key) {
		case 'left':
			return {text, cursor: cursor - lastGrapheme(before).length};
		case 'right':
			return {text, cursor: cursor + firstGrapheme(after).length};
		case 'home':
		case 'ctrl-a':
			return {text, cursor: 0};
		case 'end':
			return {text, cursor: text.length};
		case 'backspace':
		case 'delete': // Most terminals send the code of `delete` for the backspace key.
			return insert(before.slice(0, before.length - lastGrapheme(before).length), after);
		case 'ctrl-w':
			return insert(before.replace(/\S+\s*$/, ''), after);
		case 'ctrl-u':
			return insert('', after);
		case 'ctrl-k':
			return insert(before, '');
		case 'space':
			return insert(`${before} `, after);
		default:
			return [...key].length === 1 ? insert(before + key, after) : undefined;
	}
}

/** Inserts pasted text: with its line breaks into a text of several lines, otherwise as one line. */
export function paste({text, cursor}: EditedText, pasted: string, hasLines: boolean): EditedText {
	const clean = hasLines ? toCleanLines(pasted) : pasted.replace(/\s+/g, ' ');
	return insert(text.slice(0, cursor) + clean, text.slice(cursor));
}

/** Breaks the line at the cursor. */
export function breakLine({text, cursor}: EditedText): EditedText {
	return insert(`${text.slice(0, cursor)}\n`, text.slice(cursor));
}

/** The same text with the cursor one line higher or lower; `undefined` where there is no such line. */
export function moveLine({text, cursor}: EditedText, by: -1 | 1): EditedText | undefined {
	const lines = text.split('\n');
	const before = text.slice(0, cursor).split('\n');
	const target = before.length - 1 + by;
	const line = lines[target];

	if (line === undefined) {
		return undefined;
	}

	const start = lines.slice(0, target).reduce((sum, {length}) => sum + length + 1, 0);
	return {text, cursor: start + Math.min(before.at(-1)?.length ?? 0, line.length)};
}

/** A terminal pastes line breaks as carriage returns; other control characters become blanks. */
export function toCleanLines(text: string): string {
	return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, ' ');
}

function insert(before: string, after: string): EditedText {
	return {text: before + after, cursor: before.length};
}

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

function firstGrapheme(text: string): string {
	for (const {segment} of segmenter.segment(text)) {
		return segment;
	}

	return '';
}

function lastGrapheme(text: string): string {
	return [...segmenter.segment(text)].at(-1)?.segment ?? '';
}
