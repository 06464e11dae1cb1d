import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {Translator} from '../../runtimes/runtime.ts';
import {createCoalescer} from '../../stream/coalesce.ts';
import {createLineSplitter} from '../../stream/line-splitter.ts';
import {createOutputNoter} from '../../stream/note-output.ts';
import {parseFrame} from '../../stream/parse-frame.ts';
import type {Cancel, Clock} from '../clock.ts';
import {createBatcher} from './batcher.ts';
import {createEventLimiter} from './limit-events.ts';

/** Turns a PTY's bytes into events: split into lines, parse, translate, limit, join text, batch. */
export type RunOutput = {
	push(chunk: Uint8Array): void;
	/** The output has ended: delivers everything that is buffered. */
	end(): void;
};

export type RunOutputOptions = {
	readonly translator: Translator;
	readonly clock: Clock;
	/** Called with events in order, at once or when joined text is due. */
	readonly onEvents: (events: readonly RunEvent[]) => void;
};

export function createRunOutput({translator, clock, onEvents}: RunOutputOptions): RunOutput {
	const splitter = createLineSplitter();
	const coalescer = createCoalescer();
	const limit = createEventLimiter();
	const note = createOutputNoter();
	const batcher = createBatcher(clock, onEvents);
	let cancelFlush: Cancel | undefined;

	/** Sets a timer that delivers buffered text when it is due, even if no output follows. */
	const armFlush = () => {
		const dueAt = coalescer.dueAt();

		if (dueAt === undefined) {
			cancelFlush?.();
			cancelFlush = undefined;
		} else if (!cancelFlush) {
			cancelFlush = clock.after(dueAt - clock.elapsedMs(), () => {
				cancelFlush = undefined;
				batcher.push(coalescer.flush());
			});
		}
	};

	const translateLines = (lines: readonly string[]) =>
		note(limit(lines.filter(line => line !== '').flatMap(line => translator.translate(parseFrame(line)))));

	return {
		push(chunk) {
			batcher.push(coalescer.push(translateLines(splitter.push(chunk)), clock.elapsedMs()));
			armFlush();
		},
		end() {
			cancelFlush?.();
			cancelFlush = undefined;
			const last = [...translateLines(splitter.end()), ...note(limit(translator.finish()))];
			batcher.push([...coalescer.push(last, clock.elapsedMs()), ...coalescer.flush()]);
			batcher.flush();
		},
	};
}
