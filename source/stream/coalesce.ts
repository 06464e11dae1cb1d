import type {RunEvent} from '../core/fleet/agent-event.ts';

/** Joins text that streams in small pieces, so that it is recorded and sent some twenty times a second and not thousands. */
export type Coalescer = {
	/** The events to pass on now, in their order; text may be held back until `dueAt`. */
	push(events: readonly RunEvent[], nowMs: number): readonly RunEvent[];
	/** What is held back. */
	flush(): readonly RunEvent[];
	/** When what is held back must be passed on; `undefined` when nothing is. */
	dueAt(): number | undefined;
};

type StreamedEvent = Extract<RunEvent, {type: 'thinking-streamed' | 'output-streamed'}>;
type Held = {readonly first: StreamedEvent; readonly text: string; readonly dueAt: number};

export type CoalesceOptions = {
	/** How long text may wait for more of its block. */
	readonly windowMs?: number;
	/** Text of more characters than this does not wait. */
	readonly maxText?: number;
};

/** Order is kept: any event that does not continue the held text passes that text on before itself. */
export function createCoalescer({windowMs = 50, maxText = 64 * 1024}: CoalesceOptions = {}): Coalescer {
	let held: Held | undefined;

	const flush = (): readonly RunEvent[] => {
		const events = held ? [{...held.first, text: held.text}] : [];
		held = undefined;
		return events;
	};

	return {
		push(events, nowMs) {
			const passed: RunEvent[] = [];

			for (const event of events) {
				if (held && isStreamed(event) && continues(held.first, event)) {
					held = {...held, text: held.text + event.text};
				} else {
					passed.push(...flush());

					if (isStreamed(event)) {
						held = {first: event, text: event.text, dueAt: nowMs + windowMs};
					} else {
						passed.push(event);
					}
				}
			}

			if (held && (held.dueAt <= nowMs || held.text.length > maxText)) {
				passed.push(...flush());
			}

			return passed;
		},
		flush,
		dueAt: () => held?.dueAt,
	};
}

function isStreamed(event: RunEvent): event is StreamedEvent {
	return event.type === 'thinking-streamed' || event.type === 'output-streamed';
}

function continues(first: StreamedEvent, next: StreamedEvent): boolean {
	return first.type === next.type && first.block === next.block && first.parent === next.parent;
}
