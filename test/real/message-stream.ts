/** Tokens of one answer as the API bills them; the four counts add up to the total. */
export type ServedUsage = {
	readonly input: number;
	readonly output: number;
	readonly cacheWrite: number;
	readonly cacheRead: number;
};

/** One content block of an answer. */
export type Block =
	| {readonly type: 'text'; readonly text: string}
	| {readonly type: 'thinking'; readonly text: string}
	| {readonly type: 'tool_use'; readonly name: string; readonly input: Readonly<Record<string, unknown>>};

/** One answer of the model: its blocks, its usage and its speed. */
export type Answer = {
	readonly blocks: readonly Block[];
	readonly usage: ServedUsage;
	/** Delay between two pieces of 16 characters; 0 sends without delay. */
	readonly pieceDelayMs?: number;
};

/** One server-sent event of the Messages API; `type` is also the event's name. */
export type StreamEvent = {readonly type: string; readonly [field: string]: unknown};

const pieceLength = 16;

/** The events that stream `answer` as message `id`, in the order the API sends them. */
export function* toStreamEvents(id: string, model: string, answer: Answer): Generator<StreamEvent> {
	const message = {...toMessage(id, model, answer), content: [], stop_reason: null, usage: toUsage(answer.usage, 1)};
	yield {type: 'message_start', message};
	yield {type: 'ping'};

	for (const [index, block] of answer.blocks.entries()) {
		yield {type: 'content_block_start', index, content_block: emptyBlock(id, index, block)};

		for (const delta of toDeltas(block)) {
			yield {type: 'content_block_delta', index, delta};
		}

		yield {type: 'content_block_stop', index};
	}

	const delta = {stop_reason: stopReason(answer), stop_sequence: null};
	yield {type: 'message_delta', delta, usage: toUsage(answer.usage, answer.usage.output)};
	yield {type: 'message_stop'};
}

/** The same answer in one piece, for a request without `stream`. */
export function toMessage(id: string, model: string, answer: Answer) {
	return {
		id,
		type: 'message',
		role: 'assistant',
		model,
		content: answer.blocks.map((block, index) => wholeBlock(id, index, block)),
		stop_reason: stopReason(answer),
		stop_sequence: null,
		usage: toUsage(answer.usage, answer.usage.output),
	};
}

function stopReason({blocks}: Answer): 'tool_use' | 'end_turn' {
	return blocks.some(block => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
}

function toUsage(usage: ServedUsage, output: number) {
	return {
		input_tokens: usage.input,
		cache_creation_input_tokens: usage.cacheWrite,
		cache_read_input_tokens: usage.cacheRead,
		cache_creation: {ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: 0},
		output_tokens: output,
		service_tier: 'standard',
	};
}

function emptyBlock(id: string, index: number, block: Block) {
	switch (block.type) {
		case 'text':
			return {type: 'text', text: ''};
		case 'thinking':
			return {type: 'thinking', thinking: '', signature: ''};
		case 'tool_use':
			return {type: 'tool_use', id: toolId(id, index), name: block.name, input: {}};
	}
}

function wholeBlock(id: string, index: number, block: Block) {
	switch (block.type) {
		case 'text':
			return block;
		case 'thinking':
			return {type: 'thinking', thinking: block.text, signature: 'c2lnbmF0dXJl'};
		case 'tool_use':
			return {type: 'tool_use', id: toolId(id, index), name: block.name, input: block.input};
	}
}

function toDeltas(block: Block): readonly object[] {
	switch (block.type) {
		case 'text':
			return toPieces(block.text).map(text => ({type: 'text_delta', text}));
		case 'thinking':
			return [
				...toPieces(block.text).map(thinking => ({type: 'thinking_delta', thinking})),
				{type: 'signature_delta', signature: 'c2lnbmF0dXJl'},
			];
		case 'tool_use':
			return toPieces(JSON.stringify(block.input)).map(json => ({type: 'input_json_delta', partial_json: json}));
	}
}

function toolId(messageId: string, index: number): string {
	return `toolu_${messageId.replace('msg_', '')}${index}`;
}

function toPieces(text: string): string[] {
	const length = Math.ceil(text.length / pieceLength);
	return Array.from({length}, (_, piece) => text.slice(piece * pieceLength, (piece + 1) * pieceLength));
}
