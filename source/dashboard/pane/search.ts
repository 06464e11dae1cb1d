import {findMatches} from '../../core/transcript/find-matches.ts';
import type {Line, Span} from '../line.ts';
import type {Anchor, PaneText} from './scroll.ts';

/** A match: its line, and where it begins in the text of the line. A text without entries, such as a diff, is entry 0. */
export type Match = Anchor & {readonly start: number};

/** The plain text of a line. */
export function toText(line: Line): string {
	return line.map(({text}) => text).join('');
}

type Found = {readonly search: string; readonly matches: readonly Match[]};

const cache = new WeakMap<readonly Line[], Found>();

/** All matches in some lines, from top to bottom. Cached by the lines, which never change. */
export function matchesIn(lines: readonly Line[], search: string, entry = 0): readonly Match[] {
	const known = cache.get(lines);

	if (known?.search === search) {
		return known.matches;
	}

	const matches = lines.flatMap((content, line) =>
		findMatches(toText(content), search).map((start): Match => ({entry, line, start})),
	);
	cache.set(lines, {search, matches});
	return matches;
}

/** All matches in a transcript, from top to bottom. */
export function matchesOf({entries, linesOf}: PaneText, search: string): readonly Match[] {
	return search === '' ? [] : entries.flatMap(entry => matchesIn(linesOf(entry), search, entry.position));
}

/** The next match after a place (or, with -1, the previous one before it); `hasWrapped` if it continued at the other end. */
export function nextMatch(
	matches: readonly Match[],
	from: Match,
	step: 1 | -1,
): {readonly match: Match; readonly hasWrapped: boolean} | undefined {
	const next =
		step === 1 ? matches.find(match => compare(match, from) > 0) : matches.findLast(match => compare(match, from) < 0);
	const match = next ?? matches.at(step === 1 ? 0 : -1);
	return match && {match, hasWrapped: next === undefined};
}

/** The match at a place, or the first one after it. */
export function currentMatch(matches: readonly Match[], place: Match): Match | undefined {
	return matches.find(match => compare(match, place) >= 0);
}

/** `3/12`: which match is the current one, and how many there are. `12` if none is the current one. */
export function toCounter(matches: readonly Match[], current: Match | undefined): string {
	const index = current === undefined ? -1 : matches.findIndex(match => compare(match, current) === 0);
	return index === -1 ? String(matches.length) : `${index + 1}/${matches.length}`;
}

/** The start of the current match, if it is in this line. */
export function startIn(current: Match | undefined, place: Anchor | undefined): number | undefined {
	return current?.entry === place?.entry && current?.line === place?.line ? current?.start : undefined;
}

/** Underlines the matches of a line. The current one is inverted, so that it is seen without colour as well. */
export function highlight(line: Line, search: string, current?: number): Line {
	const starts = findMatches(toText(line), search);

	if (starts.length === 0) {
		return line;
	}

	let offset = 0;
	return line.flatMap(span => {
		const parts = splitSpan(span, offset, starts, search.length, current);
		offset += span.text.length;
		return parts;
	});
}

/** Splits a span where matches begin and end. `offset` is where the span begins in its line. */
function splitSpan(
	span: Span,
	offset: number,
	starts: readonly number[],
	length: number,
	current: number | undefined,
): readonly Span[] {
	const parts: Span[] = [];
	let from = 0;

	for (const start of starts) {
		const begin = Math.max(from, start - offset);
		const end = Math.min(span.text.length, start + length - offset);

		if (begin < end) {
			parts.push({...span, text: span.text.slice(from, begin)});
			const look = start === current ? {inverse: true} : {underline: true, bold: true};
			parts.push({...span, text: span.text.slice(begin, end), ...look});
			from = end;
		}
	}

	return [...parts, {...span, text: span.text.slice(from)}].filter(({text}) => text !== '');
}

/** Negative if the first place is above or left of the second. */
function compare(a: Match, b: Match): number {
	return a.entry - b.entry || a.line - b.line || a.start - b.start;
}
