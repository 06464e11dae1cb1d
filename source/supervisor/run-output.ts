import type {RunEvent} from '../core/agent-event.ts';
import type {Translator} from '../runtimes/runtime.ts';
import {createCoalescer} from '../stream/coalesce.ts';
import {createLineSplitter} from '../stream/line-splitter.ts';
import {parseFrame} from '../stream/parse-frame.ts';
import type {Cancel, Clock} from './clock.ts';

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

/**
 * The first events are delivered at once; those that follow within this time are delivered together. A PTY is read 4 KB
 * at a time, and a transaction for each of them was an eighth of the work of a flood.
 */
const gatherMs = 5;

export function createRunOutput({translator, clock, onEvents}: RunOutputOptions): RunOutput {
	const splitter = createLineSplitter();
	const coalescer = createCoalescer();
	let cancelFlush: Cancel | undefined;

	/** What came less than `gatherMs` after the last delivery, and waits for the rest of that time. */
	let gathered: RunEvent[] = [];
	let deliveredAt = Number.NEGATIVE_INFINITY;
	let cancelGather: Cancel | undefined;

	const deliverGathered = () => {
		cancelGather?.();
		cancelGather = undefined;

		if (gathered.length > 0) {
			const events = gathered;
			gathered = [];
			deliveredAt = clock.now();
			onEvents(events);
		}
	};

	const deliver = (events: readonly RunEvent[]) => {
		gathered.push(...events);
		const waitMs = deliveredAt + gatherMs - clock.now();

		if (waitMs <= 0) {
			deliverGathered();
		} else if (gathered.length > 0) {
			cancelGather ??= clock.after(waitMs, deliverGathered);
		}
	};

	/** Text that is held back comes out after its time even when nothing follows it. */
	const armFlush = () => {
		const dueAt = coalescer.dueAt();

		if (dueAt === undefined) {
			cancelFlush?.();
			cancelFlush = undefined;
		} else if (!cancelFlush) {
			cancelFlush = clock.after(dueAt - clock.now(), () => {
				cancelFlush = undefined;
				deliver(coalescer.flush());
			});
		}
	};

	const translateLines = (lines: readonly string[]) => {
		const events: RunEvent[] = [];

		for (const line of lines) {
			if (line !== '') {
				events.push(...translator.translate(parseFrame(line)));
			}
		}

		return events;
	};

	return {
		push(chunk) {
			deliver(coalescer.push(translateLines(splitter.push(chunk)), clock.now()));
			armFlush();
		},
		end() {
			cancelFlush?.();
			cancelFlush = undefined;
			const last = [...translateLines(splitter.end()), ...translator.finish()];
			deliver([...coalescer.push(last, clock.now()), ...coalescer.flush()]);
			deliverGathered();
		},
	};
}
