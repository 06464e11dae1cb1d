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
		case 'ctrl-e':
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

/** Inserts pasted text as one line. */
export function paste({text, cursor}: EditedText, pasted: string): EditedText {
	return insert(text.slice(0, cursor) + pasted.replace(/\s+/g, ' '), text.slice(cursor));
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
