import {createBoundedCache} from './bounded-cache.ts';
import {type Grapheme, toGraphemes, width} from './width.ts';

/** A part of a line, as offsets in UTF-16 units; `end` is excluded. */
export type Range = {readonly start: number; readonly end: number};

const tabStop = 4;
/** Replaces a character that is wider than the whole line. */
const tooWide = '?';
/** Longer texts are not cached: they would take more memory than wrapping them again takes time. */
const cachedLength = 4096;
const cache = createBoundedCache<readonly string[]>(2000);

/**
 * Breaks a text into lines of at most `columns`: at spaces and between wide characters, in the middle of a word only when
 * the word is longer than a line. Indentation is kept, tabs become spaces. Always gives at least one line.
 */
export function wrap(text: string, columns: number): readonly string[] {
	return text.length > cachedLength
		? wrapAll(text, columns)
		: cache.get(`${columns}:${text}`, () => wrapAll(text, columns));
}

/** Makes a line fit for `breakLine`: tabs become spaces, and characters wider than the whole line a `?`. */
export function toWrappable(line: string, columns: number): string {
	const expanded = line.includes('\t') ? expandTabs(line) : line;

	if (columns >= 8 || width(expanded) <= columns) {
		return expanded;
	}

	return toGraphemes(expanded)
		.map(grapheme => (grapheme.width > columns ? tooWide : grapheme.text))
		.join('');
}

/** Where one line without tabs breaks; spaces at a break belong to no part. */
export function breakLine(line: string, columns: number): readonly Range[] {
	if (columns < 1) {
		return [{start: 0, end: 0}];
	}

	return width(line) <= columns ? [{start: 0, end: line.length}] : breakGraphemes(toGraphemes(line), columns);
}

function wrapAll(text: string, columns: number): readonly string[] {
	return text.split(/\r?\n/).flatMap(line => {
		const wrappable = toWrappable(line, columns);
		return breakLine(wrappable, columns).map(({start, end}) => wrappable.slice(start, end));
	});
}

function breakGraphemes(graphemes: readonly Grapheme[], columns: number): readonly Range[] {
	const ranges: Range[] = [];
	let line: Word | undefined;

	for (const word of toWords(graphemes)) {
		const used: number = (line?.width ?? 0) + word.gap + word.width;

		// Spaces count between words, and as indentation of the first line.
		if (used <= columns && (line || ranges.length === 0)) {
			line = {...word, start: line?.start ?? 0, width: used};
			continue;
		}

		if (line) {
			ranges.push(line);
		}

		const pieces = cutWord(word, columns);
		ranges.push(...pieces.slice(0, -1));
		line = pieces.at(-1);
	}

	return line ? [...ranges, line] : [{start: 0, end: 0}];
}

/** A word or one wide character, broken only if it is longer than a line; `gap` spaces stand before it. */
type Word = Range & {readonly gap: number; readonly width: number; readonly graphemes: readonly Grapheme[]};

function toWords(graphemes: readonly Grapheme[]): readonly Word[] {
	const words: Word[] = [];
	let word: Grapheme[] = [];
	let offset = 0;
	let start = 0;
	let gap = 0;
	const close = () => {
		if (word.length > 0) {
			words.push({start, end: offset, gap, width: sumWidths(word), graphemes: word});
			word = [];
			gap = 0;
		}
	};

	for (const grapheme of graphemes) {
		const isSpace = grapheme.text === ' ';

		if (isSpace || grapheme.width > 1) {
			close();
		}

		if (isSpace) {
			gap += 1;
		} else {
			start = word.length === 0 ? offset : start;
			word.push(grapheme);
		}

		offset += grapheme.text.length;

		if (grapheme.width > 1) {
			close();
		}
	}

	close();
	return words;
}

function cutWord(word: Word, columns: number): readonly Word[] {
	const pieces: Word[] = [];
	let piece: Word = {...word, gap: 0, end: word.start, width: 0};

	for (const {text, width: graphemeWidth} of word.graphemes) {
		if (piece.end > piece.start && piece.width + graphemeWidth > columns) {
			pieces.push(piece);
			piece = {...piece, start: piece.end, width: 0};
		}

		piece = {...piece, end: piece.end + text.length, width: piece.width + graphemeWidth};
	}

	return [...pieces, piece];
}

function sumWidths(graphemes: readonly Grapheme[]): number {
	return graphemes.reduce((sum, grapheme) => sum + grapheme.width, 0);
}

function expandTabs(line: string): string {
	let expanded = '';

	for (const part of line.split(/(\t)/)) {
		expanded += part === '\t' ? ' '.repeat(tabStop - (width(expanded) % tabStop)) : part;
	}

	return expanded;
}
