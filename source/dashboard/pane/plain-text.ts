import type {EpochMs} from '../../core/ids.ts';
import type {Entry} from '../../core/transcript.ts';
import {unicodeGlyphs} from '../theme.ts';
import {toEntryLines} from './entry-lines.ts';
import {toText} from './search.ts';

/** Wide enough that hardly anything is wrapped: the pager does that. */
const columns = 120;

/** A transcript as plain text, everything unfolded, safe to print. */
export function toPlainText(entries: readonly Entry[]): string {
	const reading = {columns, thinking: 'shown', areToolsUnfolded: true, glyphs: unicodeGlyphs} as const;
	const moment = {now: (entries.at(-1)?.at ?? 0) as EpochMs, frame: 0};
	return entries
		.flatMap(entry => toEntryLines(entry, reading, moment).map(line => toText(line).trimEnd()))
		.join('\n')
		.concat('\n');
}
