import type {Entry} from '../../core/transcript/transcript.ts';
import type {Line} from '../line.ts';

/** A line of an entry. Later entries and a new width of the terminal do not change which entry it means. */
export type Anchor = {
	/** The entry's own position. */
	readonly entry: number;
	readonly line: number;
};

/** Which part of its text a pane shows. */
export type PaneScroll =
	| {readonly kind: 'following'}
	/** `top` is the first line shown; `seenTo` is the last entry there was when following stopped. */
	| {readonly kind: 'scrolled'; readonly top: Anchor; readonly seenTo: number};

export const following: PaneScroll = {kind: 'following'};

/** The text of a pane. `linesOf` is called only for entries in view, so a long transcript costs no more than a short one. */
export type PaneText = {
	readonly entries: readonly Entry[];
	/** False until the first part of the text has arrived. */
	readonly isRead: boolean;
	readonly linesOf: (entry: Entry) => readonly Line[];
	/** Columns that the lines were made for. */
	readonly columns: number;
	/** Lines that fit. */
	readonly height: number;
	/**
	 * By how many lines a following pane moves at once; by default 1. A terminal can only scroll whole rows, so a pane beside
	 * the table is drawn again for every move. Few large moves need fewer bytes than many small ones.
	 */
	readonly stride?: number;
};

/** What a pane shows. */
export type PaneCut = {
	readonly lines: readonly Line[];
	/** The place of each line. */
	readonly anchors: readonly Anchor[];
	/** `undefined` when there is nothing to read. */
	readonly top: Anchor | undefined;
	readonly isAtEnd: boolean;
	/** Entries that arrived since it was scrolled. */
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

	return scrollTo(text, scroll, by < 0 ? moveUp(text, top, -by) : moveDown(text, top, by));
}

/** Shows the first line in memory. */
export function scrollToStart(text: PaneText, scroll: PaneScroll): PaneScroll {
	const first = text.entries[0];
	return first ? scrollTo(text, scroll, {entry: first.position, line: 0}) : following;
}

/** Scrolls so that this line is on top; if that shows the end, the pane follows again. */
export function scrollTo(text: PaneText, scroll: PaneScroll, top: Anchor): PaneScroll {
	const seenTo = scroll.kind === 'scrolled' ? scroll.seenTo : (text.entries.at(-1)?.position ?? -1);
	const scrolled: PaneScroll = {kind: 'scrolled', top, seenTo};
	return cutPane(text, scrolled).isAtEnd ? following : scrolled;
}

/** The index of an entry. For an entry that was dropped from memory: the first one that is left. */
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
	let anchors: readonly Anchor[] = [];
	let top: Anchor | undefined;

	for (let index = entries.length - 1; index >= 0 && lines.length < height; index--) {
		const entry = entries[index];
		const own = entry ? linesOf(entry) : [];
		const skipped = Math.max(0, own.length - (height - lines.length));

		if (entry && own.length > 0) {
			lines = [...own.slice(skipped), ...lines];
			anchors = [...toAnchors(entry, skipped, own.length), ...anchors];
			top = {entry: entry.position, line: skipped};
		}
	}

	return {lines, anchors, top, isAtEnd: true, fresh: 0};
}

/**
 * Removes lines from the top until the first line is a multiple of `stride` within its entry, or the first line of the next
 * entry. New text below then leaves the top where it is until it no longer fits.
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
	return {...cut, top, lines: cut.lines.slice(gone), anchors: cut.anchors.slice(gone)};
}

function cutFrom({entries, linesOf, height}: PaneText, from: Anchor): PaneCut {
	const lines: Line[] = [];
	const anchors: Anchor[] = [];
	const first = indexOfEntry(entries, from.entry);
	let top: Anchor | undefined;

	for (let index = first; index < entries.length && lines.length < height; index++) {
		const entry = entries[index];
		const own = entry ? linesOf(entry) : [];
		const skipped = entry?.position === from.entry ? Math.min(from.line, Math.max(0, own.length - 1)) : 0;

		if (entry && own.length > 0) {
			top ??= {entry: entry.position, line: skipped};
			const end = Math.min(own.length, skipped + height - lines.length);
			lines.push(...own.slice(skipped, end));
			anchors.push(...toAnchors(entry, skipped, end));
		}
	}

	return {lines, anchors, top, isAtEnd: false, fresh: 0};
}

function toAnchors({position}: Entry, from: number, to: number): readonly Anchor[] {
	return Array.from({length: to - from}, (_, index) => ({entry: position, line: from + index}));
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
