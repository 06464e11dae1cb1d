import {randomBytes} from 'node:crypto';
import type {DemoAgent} from './agent.ts';
import type {Frame} from './host.ts';
import {toJsonPieces, toPieces} from './pace.ts';
import {countTokens, toApiUsage, type Usage} from './usage.ts';

/** One block of a message; a tool's input has the API's field names. */
export type Block =
	| {readonly type: 'thinking'; readonly text: string}
	| {readonly type: 'text'; readonly text: string}
	| {readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: object};

/** Delay before the first token, similar to a real model. */
const firstTokenMs = 1800;

/**
 * Streams one message of the model: the API's events, and after each block an `assistant` frame with the complete block.
 * When `signal` aborts it closes the message like the real program, bills the printed tokens and throws the `AbortError`.
 */
export async function streamMessage(agent: DemoAgent, blocks: readonly Block[], signal: AbortSignal): Promise<void> {
	const {host, pace, meter, session} = agent;
	const message = openMessage(session.model, meter.estimate(countOutput(blocks)));
	host.print({type: 'system', subtype: 'status', status: 'requesting'});
	await pace.wait(firstTokenMs, signal);
	printEvent(agent, {type: 'message_start', message: {...message.body, content: []}});

	for (const [index, block] of blocks.entries()) {
		const printed = {text: ''};

		try {
			await streamBlock(agent, {index, block, printed}, signal);
		} catch (error) {
			abortMessage(agent, message, {index, block, text: printed.text});
			throw error;
		}

		host.print(toAssistant(message.body, toContent(block)));
		printEvent(agent, {type: 'content_block_stop', index});
	}

	const stopReason = blocks.some(block => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
	closeMessage(agent, message.usage, stopReason);
}

/** Prints a message of a subagent, complete and without stream events, like the real program. */
export function printSubagentMessage(agent: DemoAgent, parent: string, block: Block): void {
	const {host, meter, session} = agent;
	// A subagent has its own, small context.
	const usage = {input: 620, output: countOutput([block]), cacheWrite: 0, cacheRead: 0};
	const {body} = openMessage(session.model, usage);
	host.print({...toAssistant(body, toContent(block)), parent_tool_use_id: parent, subagent_type: 'Explore'});
	meter.billSubagent(usage);
}

/** Prints an API error as a message of the model `<synthetic>`, without stream events. */
export function printSyntheticMessage(agent: DemoAgent, text: string, error: string, status: number): void {
	const usage = {input: 0, output: 0, cacheWrite: 0, cacheRead: 0};
	const {body} = openMessage('<synthetic>', usage);
	const frame = toAssistant({...body, stop_reason: 'stop_sequence'}, {type: 'text', text});
	agent.host.print({...frame, error, is_api_error_message: true, api_error_status: status});
}

type Message = {readonly body: Frame; readonly usage: Usage};

function openMessage(model: string, usage: Usage): Message {
	const body = {
		id: `msg_${randomBytes(11).toString('hex')}`,
		type: 'message',
		role: 'assistant',
		model,
		stop_reason: null,
		stop_sequence: null,
		usage: toApiUsage({...usage, output: Math.min(usage.output, 1)}),
	};
	return {body, usage};
}

type BlockStream = {readonly index: number; readonly block: Block; readonly printed: {text: string}};

async function streamBlock(agent: DemoAgent, {index, block, printed}: BlockStream, signal: AbortSignal): Promise<void> {
	printEvent(agent, {type: 'content_block_start', index, content_block: toContent(emptied(block))});
	let estimate = 0;

	for (const piece of block.type === 'tool_use' ? toJsonPieces(block.input) : toPieces(block.text)) {
		await agent.pace.betweenPieces(signal);

		if (block.type === 'thinking') {
			estimate += countTokens(piece);
			agent.host.print({
				type: 'system',
				subtype: 'thinking_tokens',
				estimated_tokens: estimate,
				estimated_tokens_delta: countTokens(piece),
			});
		}

		printed.text += piece;
		printEvent(agent, {type: 'content_block_delta', index, delta: toDelta(block, piece)});
	}

	if (block.type === 'thinking') {
		printEvent(agent, {type: 'content_block_delta', index, delta: {type: 'signature_delta', signature: 'ZGVtbw=='}});
	}
}

function abortMessage(agent: DemoAgent, message: Message, open: {index: number; block: Block; text: string}): void {
	if (open.text !== '' && open.block.type !== 'tool_use') {
		agent.host.print({...toAssistant(message.body, toContent({...open.block, text: open.text})), aborted: true});
	}

	printEvent(agent, {type: 'content_block_stop', index: open.index});
	closeMessage(agent, {...message.usage, output: Math.max(1, countTokens(open.text))}, null);
}

function closeMessage(agent: DemoAgent, usage: Usage, stopReason: string | null): void {
	printEvent(agent, {
		type: 'message_delta',
		delta: {stop_reason: stopReason, stop_sequence: null},
		usage: toApiUsage(usage),
	});
	printEvent(agent, {type: 'message_stop'});
	agent.meter.bill(usage);
	agent.save();
}

function printEvent(agent: DemoAgent, event: Frame): void {
	agent.host.print({type: 'stream_event', event, parent_tool_use_id: null});
}

function toAssistant(body: Frame, content: object): Frame {
	return {
		type: 'assistant',
		message: {...body, content: [content]},
		parent_tool_use_id: null,
		timestamp: new Date().toISOString(),
	};
}

function toContent(block: Block): object {
	return block.type === 'thinking' ? {type: 'thinking', thinking: block.text, signature: 'ZGVtbw=='} : block;
}

function emptied(block: Block): Block {
	return block.type === 'tool_use' ? {...block, input: {}} : {...block, text: ''};
}

function toDelta(block: Block, piece: string): object {
	switch (block.type) {
		case 'thinking':
			return {type: 'thinking_delta', thinking: piece};
		case 'text':
			return {type: 'text_delta', text: piece};
		case 'tool_use':
			return {type: 'input_json_delta', partial_json: piece};
	}
}

function countOutput(blocks: readonly Block[]): number {
	return blocks.map(countBlock).reduce((sum, tokens) => sum + tokens, 1);
}

function countBlock(block: Block): number {
	switch (block.type) {
		case 'thinking':
			return countTokens(block.text) * 4; // The stream has only a summary of the thinking; all of it is billed.
		case 'text':
			return countTokens(block.text);
		case 'tool_use':
			return countTokens(JSON.stringify(block.input)) + 20;
	}
}
