import type {Line, Span} from '../line.ts';
import {findMatches} from '../text/highlight.ts';
import {type Anchor, cutPane, indexOfEntry, type PaneScroll, type PaneText} from './scroll.ts';

/** The plain text of a line. */
export function toText(line: Line): string {
	return line.map(({text}) => text).join('');
}

/** Whether a line holds what is searched for; case counts once it has a capital. */
export function matches(line: Line, search: string): boolean {
	return findMatches(toText(line), search).length > 0;
}

/**
 * The pane with the next (or, with -1, the previous) match at its top; `undefined` when there is none. While it follows,
 * the previous one is the last of all: those in sight count.
 */
export function findMatch(
	text: PaneText,
	scroll: PaneScroll,
	{search, step}: {readonly search: string; readonly step: 1 | -1},
): PaneScroll | undefined {
	const from = scroll.kind === 'scrolled' ? scroll.top : step === 1 ? cutPane(text, scroll).top : endOf(text);
	const found = from && (nextMatch(text, from, {search, step}) ?? firstMatch(text, {search, step}));
	// Held even where the end is in sight, or the next search would begin from another line than this match.
	return found && {kind: 'scrolled', top: found, seenTo: text.entries.at(-1)?.position ?? -1};
}

/** Turns the matches of a line around, so that they are seen without colour. */
export function highlight(line: Line, search: string): Line {
	return matches(line, search) ? line.flatMap(span => highlightSpan(span, search)) : line;
}

function nextMatch(
	{entries, linesOf}: PaneText,
	from: Anchor,
	{search, step}: {readonly search: string; readonly step: 1 | -1},
): Anchor | undefined {
	const start = indexOfEntry(entries, from.entry);

	for (let index = start; index >= 0 && index < entries.length; index += step) {
		const entry = entries[index];
		const lines = entry ? linesOf(entry) : [];
		const first = index === start ? from.line + step : step === 1 ? 0 : lines.length - 1;

		for (let line = first; line >= 0 && line < lines.length; line += step) {
			if (entry && matches(lines[line] ?? [], search)) {
				return {entry: entry.position, line};
			}
		}
	}

	return undefined;
}

/** Goes around: from the other end. */
function firstMatch(text: PaneText, options: {readonly search: string; readonly step: 1 | -1}): Anchor | undefined {
	const [first] = text.entries;
	const from = options.step === -1 ? endOf(text) : first && {entry: first.position, line: -1};
	return from && nextMatch(text, from, options);
}

/** Behind the last line. */
function endOf({entries, linesOf}: PaneText): Anchor | undefined {
	const last = entries.at(-1);
	return last && {entry: last.position, line: linesOf(last).length};
}

function highlightSpan(span: Span, search: string): readonly Span[] {
	const parts: Span[] = [];
	let from = 0;

	for (const at of findMatches(span.text, search)) {
		parts.push({...span, text: span.text.slice(from, at)});
		parts.push({...span, text: span.text.slice(at, at + search.length), inverse: true});
		from = at + search.length;
	}

	return [...parts, {...span, text: span.text.slice(from)}].filter(({text}) => text !== '');
}
