import {randomUUID} from 'node:crypto';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';

/** One JSON line. */
export type Frame = Readonly<Record<string, unknown>>;

/** Something the host said to the agent. `uuid` comes back in its receipt. */
export type HostMessage = {readonly text: string; readonly uuid: string};

export type PermissionAnswer =
	| {readonly behavior: 'allow'; readonly updatedInput: unknown}
	| {readonly behavior: 'deny'; readonly message: string};

/** The program at the other end of stdin and stdout. */
export type Host = {
	/** Prints a frame with a uuid of its own, unless it has one. */
	print(frame: Frame): void;
	/** The messages in order; ends with the input. */
	messages(): AsyncIterable<HostMessage>;
	/** Asks `can_use_tool`; withdraws the question and throws an `AbortError` when the turn is interrupted. */
	ask(request: Frame, signal: AbortSignal): Promise<PermissionAnswer>;
};

type Options = {
	readonly input: Readable;
	readonly output: Writable;
	/** The answer to `initialize`. */
	readonly welcome: Frame;
	onInterrupt(): void;
	/** A line that is no JSON: the real program gives up then, and so do we. */
	onGarbage(line: string): void;
};

/** Speaks the control protocol over `input` and `output`. */
export function connectHost({input, output, welcome, onInterrupt, onGarbage}: Options): Host {
	const questions = new Map<string, (answer: PermissionAnswer) => void>();
	const queue = createQueue<HostMessage>();
	const print = (frame: Frame) => {
		output.write(`${JSON.stringify({...frame, uuid: frame.uuid ?? randomUUID()})}\n`);
	};
	const respond = (requestId: unknown, response: Frame) => {
		print({type: 'control_response', response: {subtype: 'success', request_id: requestId, response}});
	};
	const answerRequest = (subtype: unknown): Frame => {
		switch (subtype) {
			case 'initialize':
				return welcome;
			case 'interrupt':
				onInterrupt();
				return {still_queued: []};
			default:
				return {};
		}
	};

	const obey = (frame: Frame) => {
		switch (frame.type) {
			case 'user':
				queue.push(toMessage(frame));
				break;
			case 'control_response':
				answerQuestion(questions, toRecord(frame.response));
				break;
			case 'control_request':
				respond(frame.request_id, answerRequest(toRecord(frame.request).subtype));
		}
	};

	createInterface({input})
		.on('line', line => {
			const frame = readFrame(line);
			return frame ? obey(frame) : onGarbage(line);
		})
		.on('close', queue.end);

	return {print, messages: queue.items, ask: (request, signal) => ask({print, questions, request, signal})};
}

type Question = {
	readonly print: (frame: Frame) => void;
	readonly questions: Map<string, (answer: PermissionAnswer) => void>;
	readonly request: Frame;
	readonly signal: AbortSignal;
};

function ask({print, questions, request, signal}: Question): Promise<PermissionAnswer> {
	const requestId = randomUUID();
	const withdraw = () => print({type: 'control_cancel_request', request_id: requestId});

	return new Promise<PermissionAnswer>((resolve, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason), {once: true});
		signal.addEventListener('abort', withdraw, {once: true});
		questions.set(requestId, answer => {
			signal.removeEventListener('abort', withdraw);
			resolve(answer);
		});
		print({type: 'control_request', request_id: requestId, request: {subtype: 'can_use_tool', ...request}});
	}).finally(() => questions.delete(requestId));
}

function answerQuestion(questions: Question['questions'], envelope: Frame): void {
	const {behavior, message, updatedInput} = toRecord(envelope.response);
	const resolve = questions.get(String(envelope.request_id));
	resolve?.(
		behavior === 'allow' ? {behavior, updatedInput} : {behavior: 'deny', message: String(message ?? 'Not allowed.')},
	);
}

function createQueue<Item>() {
	const waiting: Item[] = [];
	let hasEnded = false;
	let wake = () => {};

	return {
		push(item: Item) {
			waiting.push(item);
			wake();
		},
		end() {
			hasEnded = true;
			wake();
		},
		async *items(): AsyncGenerator<Item> {
			for (;;) {
				const item = waiting.shift();

				if (item !== undefined) {
					yield item;
				} else if (hasEnded) {
					return;
				} else {
					await new Promise<void>(resolve => {
						wake = resolve;
					});
				}
			}
		},
	};
}

function toMessage(frame: Frame): HostMessage {
	const {content} = toRecord(frame.message);
	const text = Array.isArray(content) ? content.map(block => toRecord(block).text ?? '').join('') : String(content);
	return {text, uuid: typeof frame.uuid === 'string' ? frame.uuid : randomUUID()};
}

function readFrame(line: string): Frame | undefined {
	try {
		return toRecord(JSON.parse(line));
	} catch {
		return undefined;
	}
}

/** A JSON object's fields; nothing for what is none. */
function toRecord(value: unknown): Frame {
	return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
