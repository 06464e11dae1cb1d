import type {Recorded} from '../../core/fleet/agent-event.ts';

/** About how many characters an event has as JSON; cheap, because it is asked for every event. */
export function eventSize({event}: Recorded): number {
	switch (event.type) {
		case 'thinking-streamed':
		case 'output-streamed':
		case 'line-printed':
		case 'prompt-given':
			return event.text.length + 50;
		case 'tool-input-read':
			return event.input.length + 50;
		case 'tool-output-read':
			return event.output.length + (event.diff?.length ?? 0) + 50;
		case 'frame-kept':
			return JSON.stringify(event.frame).length + 50;
		default:
			return 200;
	}
}
