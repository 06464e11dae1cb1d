import type {Recorded, RunEvent} from '../fleet/agent-event.ts';
import type {Entry} from './transcript.ts';
import {foldTranscript} from './transcript-fold.ts';

/** So many of the last entries may still change: the result of a tool comes some entries after its call. */
const openEntries = 200;
const entriesAtOnce = 1000;

/** The entries of one run, some at a time, so that a long log is never in memory as a whole. */
export async function* entriesOf(events: AsyncIterable<Recorded<RunEvent>>): AsyncIterable<readonly Entry[]> {
	const entries: Entry[] = [];

	for await (const recorded of events) {
		foldTranscript(entries, recorded);

		if (entries.length >= entriesAtOnce) {
			yield entries.splice(0, entries.length - openEntries);
		}
	}

	yield entries;
}
