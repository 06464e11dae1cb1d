import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import type {Entry} from '../../core/transcript/transcript.ts';
import {foldTranscript} from '../../core/transcript/transcript-fold.ts';
import {unicodeGlyphs} from '../theme.ts';
import {type Reading, toEntryLines} from './entry-lines.ts';
import {toText} from './search.ts';

/** So many of the last entries may still change: a tool's result comes some entries after its call. */
const openEntries = 200;
const entriesAtOnce = 1000;

/** A transcript as plain text, everything unfolded and safe to print, piece by piece: however long, little of it is in memory. */
export async function* toPlainText(events: AsyncIterable<Recorded<RunEvent>>, columns: number): AsyncIterable<string> {
	const entries: Entry[] = [];
	const reading: Reading = {columns, thinking: 'shown', areToolsUnfolded: true, glyphs: unicodeGlyphs};
	const toLines = (entry: Entry) =>
		toEntryLines(entry, reading, {now: entry.at, frame: 0})
			.map(line => `${toText(line).trimEnd()}\n`)
			.join('');

	for await (const recorded of events) {
		foldTranscript(entries, recorded);

		if (entries.length >= entriesAtOnce) {
			yield entries
				.splice(0, entries.length - openEntries)
				.map(toLines)
				.join('');
		}
	}

	yield entries.map(toLines).join('');
}
