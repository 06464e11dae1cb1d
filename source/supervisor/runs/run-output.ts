import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {Translator} from '../../runtimes/runtime.ts';
import {type SpoolCursor, spoolStart} from '../../store/store.ts';
import {createCoalescer} from '../../stream/coalesce.ts';
import {createLineSplitter} from '../../stream/line-splitter.ts';
import {createOutputNoter} from '../../stream/note-output.ts';
import {parseFrame} from '../../stream/parse-frame.ts';
import type {Cancel, Clock} from '../clock.ts';
import {createBatcher} from './batcher.ts';
import {createEventLimiter} from './limit-events.ts';

/** Turns what a process printed into events: split into lines, parse, translate, limit, join text, batch. */
export type RunOutput = {
	/** `offset` is where the chunk stands in all that the process has printed. */
	push(chunk: Uint8Array, offset: number): void;
	/** The output has ended: delivers everything that is buffered. */
	end(): void;
};

/** An event, and where in the spool it goes on behind it. */
export type PrintedEvent = {readonly event: RunEvent; readonly cursor: SpoolCursor};

export type RunOutputOptions = {
	readonly translator: Translator;
	readonly clock: Clock;
	/** Events before it were recorded by an earlier supervisor: they only bring the translator to where it was. */
	readonly recorded?: SpoolCursor;
	/** Called with events that were recorded before, in order. */
	readonly onReplayed?: (events: readonly RunEvent[]) => void;
	/** Called with events in order, at once or when joined text is due. */
	readonly onEvents: (events: readonly PrintedEvent[]) => void;
};

const newline = 0x0a;

export function createRunOutput(options: RunOutputOptions): RunOutput {
	const {translator, clock, recorded = spoolStart, onReplayed = () => {}, onEvents} = options;
	const splitter = createLineSplitter();
	const limit = createEventLimiter();
	const note = createOutputNoter();
	const place = createPlace();
	const joined = createJoinedEvents(clock, onEvents);

	/** Passes on what was not recorded before; `place` moves over each event. */
	const translate = (lines: readonly string[], finish: readonly RunEvent[] = []) => {
		const events = lines.filter(line => line !== '').flatMap(line => translator.translate(parseFrame(line)));
		const replayed: RunEvent[] = [];

		for (const event of note(limit([...events, ...finish]))) {
			const before = place.cursor();
			place.count();

			if (isRecorded(before, recorded)) {
				replayed.push(event);
			} else {
				joined.push(event, {before, after: place.cursor()});
			}
		}

		if (replayed.length > 0) {
			onReplayed(replayed);
		}
	};

	/** The events that are to be left out are counted from one line on, as they were when they were recorded. */
	const moveTo = (lineStart: number) => {
		const [offset, events] = place.cursor();

		if (offset !== recorded[0] || events >= recorded[1]) {
			place.moveTo(lineStart);
		}
	};

	const feed = (part: Uint8Array, offset: number) => {
		const lineEnd = part.lastIndexOf(newline) + 1;

		if (lineEnd > 0) {
			translate(splitter.push(part.subarray(0, lineEnd)));
			moveTo(offset + lineEnd);
		}

		if (lineEnd < part.length) {
			translate(splitter.push(part.subarray(lineEnd)));
		}
	};

	return {
		push(chunk, offset) {
			// The counting of events begins at that line again, as it did when they were recorded.
			const cut = Math.min(Math.max(recorded[0] - offset, 0), chunk.length);
			feed(chunk.subarray(0, cut), offset);
			feed(chunk.subarray(cut), offset + cut);
			joined.arm();
		},
		end() {
			translate(splitter.end());
			translate([], translator.finish());
			joined.end();
		},
	};
}

function isRecorded([offset, events]: SpoolCursor, recorded: SpoolCursor): boolean {
	return offset < recorded[0] || (offset === recorded[0] && events < recorded[1]);
}

/** Where the reading of a spool is: the line, and how many events came since it began. */
function createPlace() {
	let offset = 0;
	let events = 0;
	return {
		cursor: (): SpoolCursor => [offset, events],
		count() {
			events++;
		},
		moveTo(lineStart: number) {
			offset = lineStart;
			events = 0;
		},
	};
}

/** Joins text and batches events. An event of several is behind the last of them. */
function createJoinedEvents(clock: Clock, onEvents: (events: readonly PrintedEvent[]) => void) {
	const coalescer = createCoalescer();
	const batcher = createBatcher(clock, onEvents);
	let cancelFlush: Cancel | undefined;
	let last: SpoolCursor = spoolStart;

	const flush = () => {
		cancelFlush?.();
		cancelFlush = undefined;
		batcher.push(coalescer.flush().map(event => ({event, cursor: last})));
	};

	return {
		push(event: RunEvent, {before, after}: {readonly before: SpoolCursor; readonly after: SpoolCursor}) {
			const passed = coalescer.push([event], clock.elapsedMs());
			const isHeldBack = coalescer.dueAt() !== undefined;
			last = after;
			batcher.push(
				passed.map((passedEvent, index) => ({
					event: passedEvent,
					// What was passed on before this event, or because of it, ends where this one begins.
					cursor: index === passed.length - 1 && !isHeldBack ? after : before,
				})),
			);
		},
		/** Sets a timer that delivers buffered text when it is due, even if no output follows. */
		arm() {
			const dueAt = coalescer.dueAt();

			if (dueAt === undefined) {
				cancelFlush?.();
				cancelFlush = undefined;
			} else {
				cancelFlush ??= clock.after(dueAt - clock.elapsedMs(), flush);
			}
		},
		end() {
			flush();
			batcher.flush();
		},
	};
}
