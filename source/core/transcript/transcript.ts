import type {NoticeLevel, Recorded, RunEvent} from '../fleet/agent-event.ts';
import type {RunExit} from '../fleet/run-exit.ts';
import type {EpochMs, RunId} from '../ids.ts';
import {foldTranscript} from './transcript-fold.ts';

/** One thing to read, in the order it happened. `parent` is the tool call of the subagent that did it. */
export type Entry = {readonly position: number; readonly at: EpochMs; readonly parent?: string} & EntryContent;

export type EntryContent =
	| {readonly kind: 'thinking'; readonly block: string; readonly text: string}
	| {readonly kind: 'output'; readonly block: string; readonly text: string}
	| {
			readonly kind: 'tool';
			readonly toolId: string;
			readonly tool: string;
			readonly summary: string;
			readonly state: 'running' | 'ok' | 'error';
			readonly outcome: string;
			readonly endedAt: EpochMs | undefined;
			/** How long it waited for answers; left out of its own time. */
			readonly waitedMs: number;
			/** Since when it waits for an answer; `undefined` if it does not. */
			readonly waitsSince: EpochMs | undefined;
			readonly input: string | undefined;
			readonly output: string | undefined;
			readonly diff: string | undefined;
	  }
	| {readonly kind: 'line'; readonly text: string}
	| {readonly kind: 'said'; readonly text: string; readonly what: 'prompt' | 'message'}
	| {readonly kind: 'remark'; readonly level: NoticeLevel; readonly text: string}
	| {
			readonly kind: 'asked';
			readonly requestId: string;
			/** The tool call that it is about. */
			readonly toolId: string | undefined;
			readonly tool: string;
			readonly summary: string;
			/** The whole request, line by line. */
			readonly text: readonly string[];
			readonly answer: string | undefined;
	  }
	| {readonly kind: 'started'; readonly attempt: number; readonly isResumed: boolean}
	| {readonly kind: 'ended'; readonly exit: RunExit};

/** How long a tool has run or took, without the time in which it waited for an answer. */
export function toolElapsedMs(tool: Extract<Entry, {kind: 'tool'}>, now: EpochMs): number {
	return Math.max(0, (tool.endedAt ?? tool.waitsSince ?? now) - tool.at - tool.waitedMs);
}

/** The text of an agent's runs, one after the other, folded from their events; bounded here, whole on disk. */
export type Transcript = {
	/** The run that is being read; the entries of those before it stay. */
	readonly run: RunId | undefined;
	/** Added to the positions of this run, so that they are larger than those of the runs before it. */
	readonly base: number;
	/** The next position expected of this run: everything before it is folded or was dropped. */
	readonly nextPosition: number;
	readonly entries: readonly Entry[];
	/** How many entries were dropped to stay within the limits. */
	readonly dropped: number;
	/** Characters held by the entries. */
	readonly size: number;
};

/** How much of a run is held in memory, for scrolling back; the log on disk has all of it. */
export const transcriptLimits = {entries: 4000, characters: 2_000_000} as const;

export function emptyTranscript(run: RunId | undefined, nextPosition = 0): Transcript {
	return {run, base: 0, nextPosition, entries: [], dropped: 0, size: 0};
}

/** Goes on with another run, whose text comes after what is there. */
export function continueWith(transcript: Transcript, run: RunId | undefined, nextPosition: number): Transcript {
	const last = transcript.entries.at(-1);
	return {...transcript, run, base: last === undefined ? 0 : last.position + 1, nextPosition};
}

/** Folds events of the transcript's run; what it has already is skipped, so a replay that overlaps is harmless. */
export function readOn(transcript: Transcript, events: readonly Recorded<RunEvent>[]): Transcript {
	const fresh = events.filter(recorded => recorded.position >= transcript.nextPosition);
	const last = fresh.at(-1);

	if (!last) {
		return transcript;
	}

	const entries = [...transcript.entries];

	for (const recorded of fresh) {
		foldTranscript(entries, {...recorded, position: transcript.base + recorded.position});
	}

	return bounded({...transcript, entries, nextPosition: last.position + 1});
}

function bounded(transcript: Transcript): Transcript {
	let size = 0;
	let first = transcript.entries.length;

	while (first > 0 && transcript.entries.length - first < transcriptLimits.entries) {
		const entry = transcript.entries[first - 1];
		const grown = size + (entry ? entrySize(entry) : 0);

		if (grown > transcriptLimits.characters && first < transcript.entries.length) {
			break;
		}

		size = grown;
		first--;
	}

	return first === 0
		? {...transcript, size}
		: {...transcript, size, entries: transcript.entries.slice(first), dropped: transcript.dropped + first};
}

function entrySize(entry: Entry): number {
	switch (entry.kind) {
		case 'tool':
			return (
				entry.summary.length + (entry.input?.length ?? 0) + (entry.output?.length ?? 0) + (entry.diff?.length ?? 0)
			);
		case 'started':
		case 'ended':
			return 20;
		case 'asked':
			return entry.summary.length + entry.text.reduce((sum, line) => sum + line.length, 0);
		default:
			return entry.text.length;
	}
}
