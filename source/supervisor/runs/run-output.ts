import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {Translator} from '../../runtimes/runtime.ts';
import {createCoalescer} from '../../stream/coalesce.ts';
import {createLineSplitter} from '../../stream/line-splitter.ts';
import {parseFrame} from '../../stream/parse-frame.ts';
import type {Cancel, Clock} from '../clock.ts';
import {createBatcher} from './batcher.ts';

/** The way from a PTY's bytes to events: split, parse, translate, join. */
export type RunOutput = {
	push(chunk: Uint8Array): void;
	/** The output has ended: whatever is held back comes now. */
	end(): void;
};

export type RunOutputOptions = {
	readonly translator: Translator;
	readonly clock: Clock;
	/** Called with events in their order, at once or after the joining of text. */
	readonly onEvents: (events: readonly RunEvent[]) => void;
};

export function createRunOutput({translator, clock, onEvents}: RunOutputOptions): RunOutput {
	const splitter = createLineSplitter();
	const coalescer = createCoalescer();
	const gathering = createBatcher(clock, onEvents);
	let cancelFlush: Cancel | undefined;

	/** Text that is held back comes out after its time even when nothing follows it. */
	const armFlush = () => {
		const dueAt = coalescer.dueAt();

		if (dueAt === undefined) {
			cancelFlush?.();
			cancelFlush = undefined;
		} else if (!cancelFlush) {
			cancelFlush = clock.after(dueAt - clock.now(), () => {
				cancelFlush = undefined;
				gathering.push(coalescer.flush());
			});
		}
	};

	const translateLines = (lines: readonly string[]) =>
		lines.filter(line => line !== '').flatMap(line => translator.translate(parseFrame(line)));

	return {
		push(chunk) {
			gathering.push(coalescer.push(translateLines(splitter.push(chunk)), clock.now()));
			armFlush();
		},
		end() {
			cancelFlush?.();
			cancelFlush = undefined;
			const last = [...translateLines(splitter.end()), ...translator.finish()];
			gathering.push([...coalescer.push(last, clock.now()), ...coalescer.flush()]);
			gathering.flush();
		},
	};
}
