import {truncate} from './text/fit.ts';
import type {SpanStyle, StyledLine} from './text/styled.ts';
import {width} from './text/width.ts';

/** The meaning of a colour; the theme has the colour for it. Colour means a status or, in a diff, added and removed. */
export type Tone = 'good' | 'busy' | 'attention' | 'warning' | 'bad';

/** A piece of text with one look. The text is sanitised and holds no newline. */
export type Span = {
	readonly text: string;
	readonly tone?: Tone;
	readonly bold?: boolean;
	readonly dim?: boolean;
	readonly italic?: boolean;
	readonly underline?: boolean;
	readonly inverse?: boolean;
};

/** One line of the screen, from left to right. */
export type Line = readonly Span[];

export const blank: Line = [];

/** A line of one look. */
export function lineOf(text: string, look: Omit<Span, 'text'> = {}): Line {
	return [{...look, text}];
}

export function lineWidth(line: Line): number {
	return line.reduce((columns, span) => columns + width(span.text), 0);
}

/** The line cut to at most `columns`, with `…` where it was cut. */
export function fitLine(line: Line, columns: number): Line {
	if (lineWidth(line) <= columns) {
		return line;
	}

	const fitted: Span[] = [];
	let room = columns;

	for (const span of line) {
		const text = truncate(span.text, room);
		const isCut = text !== span.text;
		fitted.push(isCut ? {...span, text} : span);
		room -= width(text);

		if (isCut || room <= 0) {
			break;
		}
	}

	return markCut(fitted);
}

/** A line with `right` at the right edge; `left` is cut if necessary. Exactly `columns` wide. */
export function spread(left: Line, right: Line, columns: number): Line {
	const rightPart = fitLine(right, columns);
	const room = columns - lineWidth(rightPart);
	const leftPart = room > 1 ? fitLine(left, room - (rightPart.length > 0 ? 1 : 0)) : blank;
	const gap = room - lineWidth(leftPart);
	return [...leftPart, {text: ' '.repeat(Math.max(0, gap))}, ...rightPart];
}

/** Parts with a separator between them. */
export function join(parts: readonly Line[], separator: string): Line {
	return parts.flatMap((part, index) => (index === 0 ? part : [{text: separator}, ...part]));
}

/** Adds `…` when the last span ended exactly at the edge and the spans after it were left out. */
function markCut(line: readonly Span[]): Line {
	const last = line.at(-1);

	if (!last || last.text.endsWith('…')) {
		return line;
	}

	return [...line.slice(0, -1), {...last, text: truncate(`${last.text}  `, width(last.text))}];
}

/** Joins neighbouring spans with the same look: drawing costs the same for each span, however short. */
export function mergeAlike(line: Line): Line {
	const merged: Span[] = [];

	for (const span of line) {
		const last = merged.at(-1);

		if (last && isAlike(last, span)) {
			merged[merged.length - 1] = {...last, text: last.text + span.text};
		} else {
			merged.push(span);
		}
	}

	return merged;
}

function isAlike(a: Span, b: Span): boolean {
	return (
		a.tone === b.tone &&
		!a.bold === !b.bold &&
		!a.dim === !b.dim &&
		!a.italic === !b.italic &&
		!a.underline === !b.underline &&
		!a.inverse === !b.inverse
	);
}

/** How each style of Markdown and diffs looks on the screen. */
const looks: Readonly<Record<SpanStyle, Omit<Span, 'text'>>> = {
	plain: {},
	bold: {bold: true},
	dim: {dim: true},
	code: {},
	heading: {bold: true, underline: true},
	link: {underline: true},
	quote: {italic: true},
	added: {tone: 'good'},
	addedWord: {tone: 'good', bold: true, underline: true},
	removed: {tone: 'bad'},
	removedWord: {tone: 'bad', bold: true, underline: true},
	hunk: {tone: 'busy'},
};

/** A line of Markdown or of a diff as a line of the screen. */
export function fromStyled(line: StyledLine): Line {
	return line.map(({text, style}) => ({...looks[style], text}));
}
