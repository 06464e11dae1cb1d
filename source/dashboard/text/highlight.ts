import {type Span, type StyledLine, slice, toText} from './styled.ts';

/**
 * Marks where a line contains the query, letters' case ignored unless the query has capitals. Spans are split at the
 * matches and keep their style. An empty query marks nothing.
 */
export function highlight(line: StyledLine, query: string): StyledLine {
	const matches = findMatches(toText(line), query);

	if (matches.length === 0) {
		return line;
	}

	const spans: Span[] = [];
	let end = 0;

	for (const start of matches) {
		spans.push(...slice(line, end, start));
		end = start + query.length;
		spans.push(...slice(line, start, end).map(span => ({...span, isMatch: true})));
	}

	return [...spans, ...slice(line, end, Number.POSITIVE_INFINITY)];
}

/** Where the query begins in a text, in UTF-16 units, without overlaps. */
export function findMatches(text: string, query: string): readonly number[] {
	if (query === '') {
		return [];
	}

	const respectsCase = query !== query.toLowerCase();
	const folded = respectsCase ? text : foldCase(text);
	const matches: number[] = [];
	let start = folded.indexOf(query);

	while (start !== -1) {
		matches.push(start);
		start = folded.indexOf(query, start + query.length);
	}

	return matches;
}

/** Lower case of the same length, so that offsets stay: a few letters become longer otherwise. */
function foldCase(text: string): string {
	const lower = text.toLowerCase();
	return lower.length === text.length ? lower : text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}
