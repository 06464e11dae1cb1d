import type {Recorded, RunEvent} from '../fleet/agent-event.ts';
import type {EpochMs} from '../ids.ts';
import {entriesOf} from './entries-of.ts';
import {findMatches} from './find-matches.ts';
import type {Entry} from './transcript.ts';

/** A line of a run that matches a search. It is as the agent wrote it, so sanitise it before it is shown. */
export type FoundLine = {
	/** Position of its entry in the run. */
	readonly position: number;
	readonly at: EpochMs;
	readonly kind: Entry['kind'];
	readonly line: string;
	/** Where the first match begins in the line. */
	readonly start: number;
};

/** The lines of a run that match, in their order: everything that can be read in the dashboard, folded or not. */
export async function* searchRun(events: AsyncIterable<Recorded<RunEvent>>, search: string): AsyncGenerator<FoundLine> {
	for await (const entries of entriesOf(events)) {
		for (const entry of entries) {
			yield* searchEntry(entry, search);
		}
	}
}

function* searchEntry(entry: Entry, search: string): Generator<FoundLine> {
	const {position, at, kind} = entry;

	for (const text of textsOf(entry)) {
		if (findMatches(text, search).length === 0) {
			continue;
		}

		for (const line of text.split('\n')) {
			const [start] = findMatches(line, search);

			if (start !== undefined) {
				yield {position, at, kind, line, start};
			}
		}
	}
}

function textsOf(entry: Entry): readonly string[] {
	switch (entry.kind) {
		case 'tool': {
			const {tool, summary, outcome, input = '', output = '', diff} = entry;
			// The first line of a tool's input is its summary already; a diff shows what input and output show.
			const details = diff === undefined ? [input === summary ? '' : input, output] : [diff];
			return [`${tool} ${summary}`, outcome, ...details];
		}

		case 'asked':
			return [`${entry.tool} ${entry.summary}`];
		case 'started':
		case 'ended':
			return [];
		default:
			return [entry.text];
	}
}
