import type {RunEvent} from '../core/fleet/agent-event.ts';

/** Passes events on, and adds the first line of each paragraph that the agent writes as a fact, once that line is whole. */
export type OutputNoter = (events: readonly RunEvent[]) => readonly RunEvent[];

/** A paragraph without a line break counts as a whole line from this length on, in characters. */
const longestLine = 200;

/** What follows a paragraph. Others, such as reports of tokens, come in the middle of one. */
const endsParagraph: ReadonlySet<RunEvent['type']> = new Set([
	'tool-started',
	'permission-asked',
	'turn-started',
	'turn-ended',
]);

/** The table shows what an agent did last; without these facts, one that only writes text would show nothing. */
export function createOutputNoter(): OutputNoter {
	let block: string | undefined;
	/** The line so far; `undefined` once it was noted. */
	let line: string | undefined;

	const takeLine = (): readonly RunEvent[] => {
		const text = line?.trim().slice(0, longestLine) ?? '';
		line = undefined;
		return text === '' ? [] : [{type: 'output-noted', text}];
	};

	const read = (event: Extract<RunEvent, {type: 'output-streamed'}>): readonly RunEvent[] => {
		const before = event.block === block ? [] : takeLine();

		if (event.block !== block) {
			block = event.block;
			line = '';
		}

		if (line === undefined) {
			return [...before, event];
		}

		const text: string = (line + event.text).trimStart();
		const [first = ''] = text.split('\n', 1);
		line = first;
		return first.length < text.length || first.length > longestLine
			? [...before, event, ...takeLine()]
			: [...before, event];
	};

	return events =>
		events.flatMap(event => {
			if (event.type === 'output-streamed') {
				// What a subagent writes is not what the agent itself does.
				return event.parent === undefined ? read(event) : [event];
			}

			return endsParagraph.has(event.type) ? [...takeLine(), event] : [event];
		});
}
