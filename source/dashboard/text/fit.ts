import {toGraphemes, width} from './width.ts';

/** The side or the middle from which text is left out. */
export type TruncateFrom = 'end' | 'middle' | 'start';

const ellipsis = '…';

/** Shortens a text of one line to at most `columns`, with `…` where something was left out. */
export function truncate(text: string, columns: number, {from = 'end'}: {readonly from?: TruncateFrom} = {}): string {
	if (width(text) <= columns) {
		return text;
	}

	if (columns < 1) {
		return '';
	}

	const room = columns - 1;

	switch (from) {
		case 'end':
			return takeStart(text, room) + ellipsis;
		case 'start':
			return ellipsis + takeEnd(text, room);
		case 'middle':
			return takeStart(text, Math.ceil(room / 2)) + ellipsis + takeEnd(text, Math.floor(room / 2));
	}
}

/** Fills a text with spaces at its end up to `columns`; a longer one stays as it is. */
export function padEnd(text: string, columns: number): string {
	return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** Fills a text with spaces at its start up to `columns`; a longer one stays as it is. */
export function padStart(text: string, columns: number): string {
	return ' '.repeat(Math.max(0, columns - width(text))) + text;
}

/** Exactly `columns` wide, text at the left: truncated at the end or filled. */
export function alignLeft(text: string, columns: number): string {
	return padEnd(truncate(text, columns), columns);
}

/** Exactly `columns` wide, text at the right: for numbers. Truncated at the end or filled. */
export function alignRight(text: string, columns: number): string {
	return padStart(truncate(text, columns), columns);
}

function takeStart(text: string, columns: number): string {
	let taken = '';
	let room = columns;

	for (const grapheme of toGraphemes(text)) {
		if (grapheme.width > room) {
			break;
		}

		taken += grapheme.text;
		room -= grapheme.width;
	}

	return taken;
}

function takeEnd(text: string, columns: number): string {
	let taken = '';
	let room = columns;

	for (const grapheme of toGraphemes(text).reverse()) {
		if (grapheme.width > room) {
			break;
		}

		taken = grapheme.text + taken;
		room -= grapheme.width;
	}

	return taken;
}
