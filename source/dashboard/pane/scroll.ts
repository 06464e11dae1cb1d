import type {Entry} from '../../core/transcript/transcript.ts';
import type {Line} from '../line.ts';

/** A line of an entry: it stays the same one however the terminal is resized and whatever comes after it. */
export type Anchor = {
	/** The entry's own position. */
	readonly entry: number;
	readonly line: number;
};

/** Where the pane stands. */
export type PaneScroll =
	| {readonly kind: 'following'}
	/** `top` is the first line shown; `seenTo` is the last entry there was when following stopped. */
	| {readonly kind: 'held'; readonly top: Anchor; readonly seenTo: number};

export const following: PaneScroll = {kind: 'following'};

/** What a pane is cut from. Lines are asked for only where they are shown, so long transcripts cost nothing. */
export type PaneText = {
	readonly entries: readonly Entry[];
	/** Whether the text was asked for and came; false for the moment until it does. */
	readonly isRead: boolean;
	readonly linesOf: (entry: Entry) => readonly Line[];
	/** Columns that the lines were made for. */
	readonly columns: number;
	/** Lines that fit. */
	readonly height: number;
	/**
	 * A following pane moves on by this many lines at once, 1 if left out. Beside the table a terminal cannot scroll it
	 * alone, so every move is drawn anew: moving seldom is what a slow line can bear.
	 */
	readonly stride?: number;
};

/** What a pane shows. */
export type PaneCut = {
	readonly lines: readonly Line[];
	/** `undefined` when there is nothing to read. */
	readonly top: Anchor | undefined;
	readonly isAtEnd: boolean;
	/** Entries that came since the pane was held. */
	readonly fresh: number;
};

/** Cuts the visible lines out of a transcript. */
export function cutPane(text: PaneText, scroll: PaneScroll): PaneCut {
	const end = cutEnd(text);

	if (scroll.kind === 'following') {
		return strideOn(text, end);
	}

	const cut = cutFrom(text, scroll.top);

	if (cut.lines.length < text.height || isSame(cut.top, end.top)) {
		return end;
	}

	const fresh = text.entries.filter(({position}) => position > scroll.seenTo).length;
	return {...cut, isAtEnd: false, fresh};
}

/** Moves by lines, up when negative; at the end it follows again. */
export function scrollBy(text: PaneText, scroll: PaneScroll, by: number): PaneScroll {
	const {top} = cutPane(text, scroll);

	if (!top) {
		return following;
	}

	return hold(text, scroll, by < 0 ? moveUp(text, top, -by) : moveDown(text, top, by));
}

/** Shows the very first line that is kept. */
export function scrollToStart(text: PaneText, scroll: PaneScroll): PaneScroll {
	const first = text.entries[0];
	return first ? hold(text, scroll, {entry: first.position, line: 0}) : following;
}

/** Holds the pane with this line on top, or follows if the end is in sight then. */
export function hold(text: PaneText, scroll: PaneScroll, top: Anchor): PaneScroll {
	const seenTo = scroll.kind === 'held' ? scroll.seenTo : (text.entries.at(-1)?.position ?? -1);
	const held: PaneScroll = {kind: 'held', top, seenTo};
	return cutPane(text, held).isAtEnd ? following : held;
}

/** The entry's place in the list; one that was let go counts as the first that is left. */
export function indexOfEntry(entries: readonly Entry[], position: number): number {
	let low = 0;
	let high = entries.length - 1;

	while (low < high) {
		const middle = (low + high) >> 1;
		const entry = entries[middle];

		if (entry && entry.position < position) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}

	return low;
}

function cutEnd({entries, linesOf, height}: PaneText): PaneCut {
	let lines: readonly Line[] = [];
	let top: Anchor | undefined;

	for (let index = entries.length - 1; index >= 0 && lines.length < height; index--) {
		const entry = entries[index];
		const own = entry ? linesOf(entry) : [];
		const skipped = Math.max(0, own.length - (height - lines.length));

		if (entry && own.length > 0) {
			lines = [...own.slice(skipped), ...lines];
			top = {entry: entry.position, line: skipped};
		}
	}

	return {lines, top, isAtEnd: true, fresh: 0};
}

/**
 * Takes lines off the top until it stands at a line that is a whole number of strides into its entry, or at the next
 * entry: the same place for as long as the text that follows still fits below.
 */
function strideOn({entries, linesOf, height, stride = 1}: PaneText, cut: PaneCut): PaneCut {
	const index = cut.top ? indexOfEntry(entries, cut.top.entry) : 0;
	const entry = entries[index];

	if (!cut.top || !entry || cut.lines.length < height || (index === 0 && cut.top.line === 0)) {
		return cut;
	}

	const line = Math.ceil(cut.top.line / stride) * stride;
	const length = linesOf(entry).length;
	const next = line < length ? undefined : entries[index + 1];
	const top = next ? {entry: next.position, line: 0} : {entry: entry.position, line: Math.min(line, length - 1)};
	const gone = (next ? length : top.line) - cut.top.line;
	return {...cut, top, lines: cut.lines.slice(gone)};
}

function cutFrom({entries, linesOf, height}: PaneText, from: Anchor): PaneCut {
	const lines: Line[] = [];
	const first = indexOfEntry(entries, from.entry);
	let top: Anchor | undefined;

	for (let index = first; index < entries.length && lines.length < height; index++) {
		const entry = entries[index];
		const own = entry ? linesOf(entry) : [];
		const skipped = entry?.position === from.entry ? Math.min(from.line, Math.max(0, own.length - 1)) : 0;

		if (entry && own.length > 0) {
			top ??= {entry: entry.position, line: skipped};
			lines.push(...own.slice(skipped, skipped + height - lines.length));
		}
	}

	return {lines, top, isAtEnd: false, fresh: 0};
}

function moveUp({entries, linesOf}: PaneText, top: Anchor, by: number): Anchor {
	let left = by - top.line;
	let anchor: Anchor = left <= 0 ? {entry: top.entry, line: -left} : {entry: top.entry, line: 0};

	for (let index = indexOfEntry(entries, top.entry) - 1; index >= 0 && left > 0; index--) {
		const entry = entries[index];
		const count = entry ? linesOf(entry).length : 0;

		if (entry && count > 0) {
			anchor = {entry: entry.position, line: Math.max(0, count - left)};
			left -= count;
		}
	}

	return anchor;
}

function moveDown({entries, linesOf}: PaneText, top: Anchor, by: number): Anchor {
	let left = top.line + by;
	let anchor = top;

	for (let index = indexOfEntry(entries, top.entry); index < entries.length; index++) {
		const entry = entries[index];
		const count = entry ? linesOf(entry).length : 0;

		if (entry && count > 0) {
			anchor = {entry: entry.position, line: Math.min(left, count - 1)};

			if (left < count) {
				break;
			}

			left -= count;
		}
	}

	return anchor;
}

function isSame(a: Anchor | undefined, b: Anchor | undefined): boolean {
	return a?.entry === b?.entry && a?.line === b?.line;
}
