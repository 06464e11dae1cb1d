import {findMatches} from '../../core/transcript/find-matches.ts';
import type {Entry} from '../../core/transcript/transcript.ts';
import type {Line} from '../line.ts';
import {type Moment, type Reading, toEntryLines} from './entry-lines.ts';
import {matchesIn} from './search.ts';

type Cached = {readonly search: string; readonly folded: readonly Line[]; readonly lines: readonly Line[]};

const cache = new WeakMap<Entry, Cached>();

/**
 * The lines of an entry while something is searched for. An entry that is folded is shown whole if the hidden part matches;
 * otherwise the search would miss the output of tools.
 */
export function toSearchedLines(entry: Entry, reading: Reading, moment: Moment, search: string): readonly Line[] {
	const folded = toEntryLines(entry, reading, moment);

	if (!mayHideMatch(entry, reading, search)) {
		return folded;
	}

	const known = cache.get(entry);

	if (known?.search === search && known.folded === folded) {
		return known.lines;
	}

	const whole = toEntryLines(
		{...entry},
		{...reading, thinking: 'shown', areToolsUnfolded: true, isWhole: true},
		moment,
	);
	const lines = matchesIn(whole, search).length > matchesIn(folded, search).length ? whole : folded;
	cache.set(entry, {search, folded, lines});
	return lines;
}

/** Compares raw text first: wrapping the output of every tool would take long. */
function mayHideMatch(entry: Entry, reading: Reading, search: string): boolean {
	const word = longestWord(search);
	const contains = (text: string | undefined) => text !== undefined && findMatches(text, word).length > 0;

	switch (entry.kind) {
		case 'tool':
			return contains(entry.input) || contains(entry.output) || contains(entry.diff);
		case 'thinking':
			return reading.thinking === 'folded' && contains(entry.text);
		case 'said':
			return !reading.areToolsUnfolded && contains(entry.text);
		default:
			return false;
	}
}

/** Lines are wrapped between words, so one word is in the raw text wherever the search matches. */
function longestWord(search: string): string {
	return search.split(/\s+/).reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}
