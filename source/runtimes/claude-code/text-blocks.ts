import type {RunEvent} from '../../core/fleet/agent-event.ts';
import {stripEscapes} from '../../stream/sanitize.ts';
import {cleanLine, type Fields, rawText, toCount, toFields} from './fields.ts';

/** Reads the text of messages, from deltas or, if a message was not streamed, from whole blocks. */
export type TextBlocks = {
	/** Reads an API stream event. */
	readStreamEvent(event: Fields, parent: string | undefined): readonly RunEvent[];
	/** Reads a text or thinking block of an `assistant` frame. Returns only text that the deltas did not contain. */
	readWholeBlock(block: Fields, message: Fields, parent: string | undefined): readonly RunEvent[];
	/** Whether the message was streamed in deltas. */
	hasStreamed(messageId: unknown): boolean;
	/** The message that is being streamed. The API sends its id only at its start; usage needs it later. */
	currentMessage(): {readonly id: string; readonly model: unknown} | undefined;
};

type Kind = 'thinking-streamed' | 'output-streamed';

/** The block that is being streamed, with its text so far: an `assistant` frame repeats the text before the block ends. */
type OpenBlock = {readonly kind: Kind; readonly block: string; readonly raw: string};

/** How many streamed messages are remembered. Their `assistant` frames follow soon. */
const rememberedMessages = 64;

export function createTextBlocks(): TextBlocks {
	const streamed = new Set<unknown>();
	let message: {readonly id: string; readonly model: unknown} | undefined;
	let open: OpenBlock | undefined;
	let wholes = 0;

	const start = (event: Fields) => {
		const fields = toFields(event.message) ?? {};
		const id = rawText(fields.id) ?? '';
		message = {id, model: fields.model};
		open = undefined;
		remember(streamed, id);
	};

	const toBlock = (index: unknown) => `${cleanLine(message?.id, 80) ?? 'message'}/${toCount(index)}`;

	const delta = (event: Fields, parent: string | undefined): readonly RunEvent[] => {
		const read = readText(toFields(event.delta));

		if (!read) {
			return [];
		}

		const block = toBlock(event.index);
		const isSame = open?.block === block && open.kind === read.kind;
		open = {kind: read.kind, block, raw: isSame ? (open?.raw ?? '') + read.text : read.text};
		return toEvents(read, block, parent);
	};

	return {
		readStreamEvent(event, parent) {
			switch (event.type) {
				case 'message_start':
					start(event);
					return [];
				case 'content_block_delta':
					return delta(event, parent);
				case 'content_block_stop':
					open = undefined;
					return [];
				default:
					return [];
			}
		},
		readWholeBlock(block, {id}, parent) {
			const read = readText(block);

			if (!read) {
				return [];
			}

			const isStreamed = streamed.has(id);

			if (isStreamed && open?.kind === read.kind && read.text.startsWith(open.raw)) {
				const rest = {...read, text: read.text.slice(open.raw.length)};
				open = {...open, raw: read.text};
				return toEvents(rest, open.block, parent);
			}

			wholes++;
			return isStreamed ? [] : toEvents(read, `${cleanLine(id, 80) ?? 'message'}/whole-${wholes}`, parent);
		},
		hasStreamed: messageId => streamed.has(messageId),
		currentMessage: () => message,
	};
}

/** Adds a message, and removes the oldest above the limit. */
function remember(streamed: Set<unknown>, id: string): void {
	streamed.add(id);
	const [oldest] = streamed;

	if (streamed.size > rememberedMessages) {
		streamed.delete(oldest);
	}
}

/** The text of a delta or block; `undefined` for tools, signatures and other kinds. */
function readText(fields: Fields | undefined): {readonly kind: Kind; readonly text: string} | undefined {
	switch (fields?.type) {
		case 'text':
		case 'text_delta':
			return toRead('output-streamed', fields.text);
		case 'thinking':
		case 'thinking_delta':
			return toRead('thinking-streamed', fields.thinking);
		default:
			return undefined;
	}
}

function toRead(kind: Kind, text: unknown) {
	return typeof text === 'string' ? {kind, text} : undefined;
}

function toEvents(
	{kind, text}: {readonly kind: Kind; readonly text: string},
	block: string,
	parent: string | undefined,
): readonly RunEvent[] {
	const clean = stripEscapes(text);
	return clean === '' ? [] : [{type: kind, block, text: clean, ...(parent === undefined ? {} : {parent})}];
}
