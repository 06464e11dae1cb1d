import {toGraphemes, width} from './width.ts';
import {breakLine, toWrappable} from './wrap.ts';

/** What a piece of text is; the theme says how that looks. */
export type SpanStyle =
	| 'plain'
	| 'bold'
	| 'dim'
	| 'code'
	| 'heading'
	| 'link'
	| 'quote'
	| 'added'
	| 'addedWord'
	| 'removed'
	| 'removedWord'
	| 'hunk';

/** A piece of one line in one style. */
export type Span = {
	readonly text: string;
	readonly style: SpanStyle;
};

/** One line of a pane, no wider than the columns it was made for. An empty line has no spans. */
export type StyledLine = readonly Span[];

/** A line's text without its styles. */
export function toText(line: StyledLine): string {
	return line.map(span => span.text).join('');
}

/** A line of one style; no span for no text. */
export function styled(text: string, style: SpanStyle = 'plain'): StyledLine {
	return text === '' ? [] : [{text, style}];
}

/** What stands before a wrapped text: `first` before its first line, `rest` before the others. */
export type Prefix = {readonly first: StyledLine; readonly rest: StyledLine};

/**
 * Wraps one styled line to `columns`, with something before each of the lines, as a bullet and its indentation. Where the
 * prefix leaves less than half of the columns it is left out.
 */
export function wrapStyled(
	line: StyledLine,
	columns: number,
	{first, rest}: Prefix = {first: [], rest: []},
): StyledLine[] {
	const prefixWidth = Math.max(width(toText(first)), width(toText(rest)));
	const hasRoom = prefixWidth * 2 <= columns;
	const room = hasRoom ? columns - prefixWidth : columns;
	const spans = line.map(span => ({...span, text: toWrappable(span.text, room)}));

	return breakLine(toText(spans), room).map(({start, end}, index) => [
		...(hasRoom ? (index === 0 ? first : rest) : []),
		...slice(spans, start, end),
	]);
}

/** The part of a line between two offsets of its text. */
export function slice(line: StyledLine, start: number, end: number): Span[] {
	const spans: Span[] = [];
	let offset = 0;

	for (const span of line) {
		const text = span.text.slice(Math.max(0, start - offset), Math.max(0, end - offset));
		offset += span.text.length;

		if (text !== '') {
			spans.push({...span, text});
		}
	}

	return spans;
}

/** Cuts a line at the right edge, for what must not wrap. */
export function cut(line: StyledLine, columns: number): StyledLine {
	const text = toText(line);

	if (width(text) <= columns) {
		return line;
	}

	let room = columns - 1;
	let end = 0;

	for (const grapheme of toGraphemes(text)) {
		room -= grapheme.width;

		if (room < 0) {
			break;
		}

		end += grapheme.text.length;
	}

	return columns < 1 ? [] : [...slice(line, 0, end), {text: '…', style: 'dim'}];
}
