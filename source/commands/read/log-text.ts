import type {Recorded} from '../../core/fleet/agent-event.ts';
import {endStatus} from '../../core/fleet/run-exit.ts';
import {exitReason} from '../../core/status/why.ts';
import {stripEscapes, toOneLine} from '../../stream/sanitize.ts';

/** A run's events as text for a person: what it thinks, says and does, told apart by a mark at the line's beginning. */
export type LogText = {
	/** Whole lines that are ready; `undefined` when there are none. */
	add(recorded: Recorded): string | undefined;
	/** What is still held back because its line has no end yet. */
	rest(): string | undefined;
};

/** Streamed text comes in pieces: a line is given once it is whole, or something else begins. */
export function createLogText(): LogText {
	let block: string | undefined;
	let held = '';

	const take = (): string | undefined => {
		const text = held;
		held = '';
		block = undefined;
		return text === '' ? undefined : text;
	};

	const stream = (name: string, mark: string, text: string): string | undefined => {
		const before = block === name ? undefined : take();
		held += block === name ? text : `${mark} ${text}`;
		block = name;
		const end = held.lastIndexOf('\n');
		const whole = end < 0 ? undefined : held.slice(0, end);
		held = held.slice(end + 1);
		return join(before, whole);
	};

	return {
		add(recorded) {
			const {event} = recorded;

			if (event.type === 'thinking-streamed' || event.type === 'output-streamed') {
				const mark = event.type === 'thinking-streamed' ? '✻' : '●';
				return stream(`${event.type} ${event.block}`, mark, stripEscapes(event.text));
			}

			const line = toLine(recorded);
			return line === undefined ? undefined : join(take(), line);
		},
		rest: take,
	};
}

/** `undefined` for what a reader of the log needs not see: --json has it all. */
function toLine({event}: Recorded): string | undefined {
	switch (event.type) {
		case 'run-started':
			return `── run ${event.attempt}${event.intent.kind === 'resume' ? ', resumed' : ''} ──`;
		case 'run-ended': {
			const reason = exitReason(event.exit);
			return `── ${endStatus(event.exit)}${reason === undefined ? '' : `: ${toOneLine(reason)}`} ──`;
		}

		case 'prompt-given':
			return `» ${stripEscapes(event.text)}`;
		case 'tool-started':
			return `▸ ${toOneLine(`${event.tool} ${event.summary}`)}`;
		case 'tool-finished':
			return event.isError || event.outcome ? `  ${event.isError ? '✗' : '✓'} ${toOneLine(event.outcome)}` : undefined;
		case 'permission-asked':
			return `◆ ${toOneLine(`${event.permission.tool} ${event.permission.summary}`)}`;
		case 'permission-answered':
			return `  ${event.decision === 'allow' ? 'allowed' : 'denied'} by ${event.by}`;
		case 'line-printed':
			return stripEscapes(event.text);
		case 'remark-made':
			return `! ${toOneLine(event.text)}`;
		case 'api-retried':
			return `! try ${event.attempt} of ${event.of}: ${toOneLine(event.error)}`;
		default:
			return undefined;
	}
}

function join(...parts: readonly (string | undefined)[]): string | undefined {
	const present = parts.filter(part => part !== undefined);
	return present.length === 0 ? undefined : present.join('\n');
}
