import type {Recorded, RunEvent} from '../../core/agent-event.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {Entry} from '../../core/transcript.ts';
import {foldTranscript} from '../../core/transcript-fold.ts';
import {unicodeGlyphs} from '../theme.ts';
import {type Reading, toEntryLines} from './entry-lines.ts';
import {toText} from './search.ts';

/** Wide enough that hardly anything is wrapped: the pager does that. */
const reading: Reading = {columns: 120, thinking: 'shown', areToolsUnfolded: true, glyphs: unicodeGlyphs};
/** So many of the last entries may still change: a tool's result comes some entries after its call. */
const openEntries = 200;
const entriesAtOnce = 1000;

/** A transcript as plain text, everything unfolded and safe to print, piece by piece: however long, little of it is held. */
export async function* toPlainText(events: AsyncIterable<Recorded<RunEvent>>): AsyncIterable<string> {
	const entries: Entry[] = [];

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

function toLines(entry: Entry): string {
	const lines = toEntryLines(entry, reading, {now: (entry.at ?? 0) as EpochMs, frame: 0});
	return lines.map(line => `${toText(line).trimEnd()}\n`).join('');
}
