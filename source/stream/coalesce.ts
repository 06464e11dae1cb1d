import type {RunEvent} from '../core/fleet/agent-event.ts';

/** Joins streamed text, so that it is recorded and sent about 20 times a second instead of thousands of times. */
export type Coalescer = {
	/** The events to pass on now, in order. Text may stay buffered until `dueAt`. */
	push(events: readonly RunEvent[], nowMs: number): readonly RunEvent[];
	/** Takes the buffered text out. */
	flush(): readonly RunEvent[];
	/** When the buffered text must be passed on, on the clock of `nowMs`; `undefined` when nothing is buffered. */
	dueAt(): number | undefined;
};

type StreamedEvent = Extract<RunEvent, {type: 'thinking-streamed' | 'output-streamed'}>;
type Pending = {readonly first: StreamedEvent; readonly text: string; readonly dueAt: number};

export type CoalesceOptions = {
	/** How long text is buffered, in milliseconds. Default 50. */
	readonly windowMs?: number;
	/** Longer text is passed on at once. In characters; default 65,536. */
	readonly maxText?: number;
};

/** Keeps the order: an event that does not continue the buffered text first passes that text on. */
export function createCoalescer({windowMs = 50, maxText = 64 * 1024}: CoalesceOptions = {}): Coalescer {
	let pending: Pending | undefined;

	const flush = (): readonly RunEvent[] => {
		const events = pending ? [{...pending.first, text: pending.text}] : [];
		pending = undefined;
		return events;
	};

	return {
		push(events, nowMs) {
			const passed: RunEvent[] = [];

			for (const event of events) {
				if (pending && isStreamed(event) && continues(pending.first, event)) {
					pending = {...pending, text: pending.text + event.text};
				} else {
					passed.push(...flush());

					if (isStreamed(event)) {
						pending = {first: event, text: event.text, dueAt: nowMs + windowMs};
					} else {
						passed.push(event);
					}
				}
			}

			if (pending && (pending.dueAt <= nowMs || pending.text.length > maxText)) {
				passed.push(...flush());
			}

			return passed;
		},
		flush,
		dueAt: () => pending?.dueAt,
	};
}

function isStreamed(event: RunEvent): event is StreamedEvent {
	return event.type === 'thinking-streamed' || event.type === 'output-streamed';
}

function continues(first: StreamedEvent, next: StreamedEvent): boolean {
	return first.type === next.type && first.block === next.block && first.parent === next.parent;
}
