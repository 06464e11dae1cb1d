import type {Recorded} from '../../core/fleet/agent-event.ts';
import type {Permission} from '../../core/fleet/permission.ts';
import {formatAnswered} from '../../core/fleet/permission-answer.ts';
import {toRequestText} from '../../core/fleet/request-text.ts';
import {endStatus} from '../../core/fleet/run-exit.ts';
import {exitReason} from '../../core/status/why.ts';
import {showHidden, stripEscapes, toOneLine} from '../../stream/sanitize.ts';

/** Formats a run's events as text. The first character of a line tells its kind: thinking, output, tool call and so on. */
export type LogText = {
	/** Adds an event and returns the lines that are complete; `undefined` if there are none. */
	add(recorded: Recorded): string | undefined;
	/** Returns the buffered last line, which has no newline yet; `undefined` if there is none. */
	flush(): string | undefined;
};

/** Streamed text arrives in pieces. A line is returned when it is complete or when a different event follows. */
export function createLogText(): LogText {
	let block: string | undefined;
	let buffered = '';

	const flush = (): string | undefined => {
		const text = buffered;
		buffered = '';
		block = undefined;
		return text === '' ? undefined : text;
	};

	const stream = (name: string, mark: string, text: string): string | undefined => {
		const before = block === name ? undefined : flush();
		buffered += block === name ? text : `${mark} ${text}`;
		block = name;
		const end = buffered.lastIndexOf('\n');
		const complete = end < 0 ? undefined : buffered.slice(0, end);
		buffered = buffered.slice(end + 1);
		return join(before, complete);
	};

	return {
		add(recorded) {
			const {event} = recorded;

			if (event.type === 'thinking-streamed' || event.type === 'output-streamed') {
				const mark = event.type === 'thinking-streamed' ? '✻' : '●';
				return stream(`${event.type} ${event.block}`, mark, stripEscapes(event.text));
			}

			const line = toLine(recorded);
			return line === undefined ? undefined : join(flush(), line);
		},
		flush,
	};
}

/** One event as a line; `undefined` for events that only `--json` shows. */
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
			return toRequest(event.permission);
		case 'permission-answered':
			return indented(formatAnswered(event));
		case 'permission-withdrawn':
			return '  withdrawn';
		case 'line-printed':
			return stripEscapes(event.text);
		case 'remark-made':
		case 'problem-found':
			return `! ${toOneLine(event.text)}`;
		case 'request-refused':
			return `! ${toOneLine(event.reason)}`;
		case 'api-retried':
			return `! try ${event.attempt} of ${event.of}: ${toOneLine(event.error)}`;
		default:
			return undefined;
	}
}

/** The whole request, one line of it on a line. */
function toRequest(permission: Permission): string {
	const [first = '', ...rest] = toRequestText(permission);
	return [`◆ ${toOneLine(permission.tool)} ${showHidden(first)}`, ...rest.map(indented)].join('\n');
}

function indented(text: string): string {
	return showHidden(text).replace(/^/gm, '  ');
}

function join(...parts: readonly (string | undefined)[]): string | undefined {
	const present = parts.filter(part => part !== undefined);
	return present.length === 0 ? undefined : present.join('\n');
}
