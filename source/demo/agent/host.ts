import {randomUUID} from 'node:crypto';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';

/** One line of JSON: an object. */
export type Frame = Readonly<Record<string, unknown>>;

/** A user message. Its `uuid` is repeated in the receipt. */
export type HostMessage = {readonly text: string; readonly uuid: string};

/** The host's answer to a permission request; an allowed input may be edited. */
export type PermissionAnswer =
	| {readonly behavior: 'allow'; readonly updatedInput: unknown}
	| {readonly behavior: 'deny'; readonly message: string};

/** The host: the program at the other end of stdin and stdout. */
export type Host = {
	/** Prints a frame; adds a `uuid` unless it has one. */
	print(frame: Frame): void;
	/** The user messages in order; ends when the input ends. */
	messages(): AsyncIterable<HostMessage>;
	/** Asks `can_use_tool`. When `signal` aborts it cancels the request and throws an `AbortError`. */
	ask(request: Frame, signal: AbortSignal): Promise<PermissionAnswer>;
};

type Options = {
	readonly input: Readable;
	readonly output: Writable;
	/** The response to the `initialize` request. */
	readonly initializeResponse: Frame;
	onInterrupt(): void;
	/** Called for a line that is not JSON. */
	onInvalidLine(line: string): void;
};

/** Speaks the control protocol over `input` and `output`. */
export function connectHost({input, output, initializeResponse, onInterrupt, onInvalidLine}: Options): Host {
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
				return initializeResponse;
			case 'interrupt':
				onInterrupt();
				return {still_queued: []};
			default:
				return {};
		}
	};

	const receive = (frame: Frame) => {
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
			return frame ? receive(frame) : onInvalidLine(line);
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
	const cancel = () => print({type: 'control_cancel_request', request_id: requestId});

	return new Promise<PermissionAnswer>((resolve, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason), {once: true});
		signal.addEventListener('abort', cancel, {once: true});
		questions.set(requestId, answer => {
			signal.removeEventListener('abort', cancel);
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

/** An asynchronous queue: `items` waits for the next item until `end` is called. */
function createQueue<Item>() {
	const waiting: Item[] = [];
	let hasEnded = false;
	let notify = () => {};

	return {
		push(item: Item) {
			waiting.push(item);
			notify();
		},
		end() {
			hasEnded = true;
			notify();
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
						notify = resolve;
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

/** The fields of a JSON object; an empty object for any other value. */
function toRecord(value: unknown): Frame {
	return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
