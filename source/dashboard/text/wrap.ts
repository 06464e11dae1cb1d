import {createBoundedCache} from './bounded-cache.ts';
import {type Grapheme, toGraphemes, width} from './width.ts';

/** A part of a line, as offsets in UTF-16 units; `end` is excluded. */
export type Range = {readonly start: number; readonly end: number};

const tabStop = 4;
/** Stands for a character that is wider than the whole line. */
const tooWide = '?';
/** Longer texts are cheap to wrap next to what keeping them would cost. */
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
	let offset = 0;
	let start = 0;
	let used = 0;
	/** Where the line could end and the next begin, and the columns used up to there. */
	let opportunity: {readonly end: number; readonly next: number; readonly used: number} | undefined;
	let spacesFrom: number | undefined;
	let hasText = false;

	for (const grapheme of graphemes) {
		const isSpace = grapheme.text === ' ';

		if (isSpace && ranges.length > 0 && used === 0) {
			offset += 1;
			start = offset;
			continue;
		}

		if (!isSpace && hasText && (spacesFrom !== undefined || grapheme.width > 1)) {
			opportunity = {end: spacesFrom ?? offset, next: offset, used};
		}

		if (used + grapheme.width > columns && !isSpace) {
			const cut = opportunity ?? {end: spacesFrom === undefined || hasText ? offset : start, next: offset, used};

			if (cut.end > start) {
				ranges.push({start, end: cut.end});
			}

			start = cut.next;
			used -= cut.used;
			opportunity = undefined;
			hasText = start < offset;
		}

		spacesFrom = isSpace ? (spacesFrom ?? offset) : undefined;
		hasText ||= !isSpace;
		used += grapheme.width;
		offset += grapheme.text.length;
	}

	const end = spacesFrom !== undefined && used > columns ? spacesFrom : offset;

	if (end > start || ranges.length === 0) {
		ranges.push({start, end: end > start ? end : start});
	}

	return ranges;
}

function expandTabs(line: string): string {
	let expanded = '';

	for (const part of line.split(/(\t)/)) {
		expanded += part === '\t' ? ' '.repeat(tabStop - (width(expanded) % tabStop)) : part;
	}

	return expanded;
}
