import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import {entriesOf} from '../../core/transcript/entries-of.ts';
import type {Entry} from '../../core/transcript/transcript.ts';
import {unicodeGlyphs} from '../theme.ts';
import {type Reading, toEntryLines} from './entry-lines.ts';
import {toText} from './search.ts';

/** A transcript as plain text, everything unfolded and safe to print, in pieces: a long one is never in memory as a whole. */
export async function* toPlainText(events: AsyncIterable<Recorded<RunEvent>>, columns: number): AsyncIterable<string> {
	const reading: Reading = {columns, thinking: 'shown', areToolsUnfolded: true, glyphs: unicodeGlyphs};
	const toLines = (entry: Entry) =>
		toEntryLines(entry, reading, {now: entry.at, frame: 0})
			.map(line => `${toText(line).trimEnd()}\n`)
			.join('');

	for await (const entries of entriesOf(events)) {
		yield entries.map(toLines).join('');
	}
}
