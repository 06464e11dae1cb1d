import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {setTimeout as wait} from 'node:timers/promises';
import {type Answer, type ServedUsage, toMessage, toStreamEvents} from './message-stream.ts';

/** How the API answers one message request; a script is a list of these. */
export type Turn =
	| ({readonly kind: 'answer'} & Answer)
	| {
			readonly kind: 'refuse';
			readonly status: number;
			/** The API's own name of the error: `overloaded_error`, `authentication_error` ... */
			readonly error: string;
			readonly message: string;
			readonly headers?: Readonly<Record<string, string>>;
	  };

/** One received request. `body` is `undefined` if it was missing or not JSON. */
export type SeenRequest = {readonly method: string; readonly path: string; readonly body: unknown};

/** A fake model API on 127.0.0.1. It plays a script, one turn per request, and records all requests. */
export type FakeApi = {
	/**
	 * For `ANTHROPIC_BASE_URL`, and as the proxy for all other traffic: a CONNECT to another host is refused and recorded.
	 */
	readonly url: string;
	/** All requests in order of arrival, including those for unknown paths. */
	readonly requests: readonly SeenRequest[];
	/** The usage of each answer, added when its first event is sent. */
	readonly served: readonly ServedUsage[];
	/** Also closes open streams. */
	close(): Promise<void>;
};

/** Starts it on a free port. After the last turn of `script`, requests are refused with 400. */
export async function startFakeApi(script: readonly Turn[]): Promise<FakeApi> {
	const requests: SeenRequest[] = [];
	const served: ServedUsage[] = [];
	const turns = script.values();
	const server = createServer(async (request, response) => {
		const seen = {method: request.method ?? '', path: pathOf(request), body: await readJson(request)};
		requests.push(seen);
		const turn = isMessageRequest(seen) ? (turns.next().value ?? scriptIsOver) : undefined;

		if (turn?.kind === 'answer') {
			served.push(turn.usage);
			await sendAnswer(response, `msg_${String(served.length).padStart(6, '0')}`, seen.body, turn);
		} else if (turn) {
			sendError(response, turn);
		} else {
			sendOther(response, seen);
		}
	});
	server.on('connect', (request, socket) => {
		requests.push({method: 'CONNECT', path: request.url ?? '', body: undefined});
		socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
	});

	return {
		url: await listen(server),
		requests,
		served,
		close: () =>
			new Promise(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

const scriptIsOver: Turn = {
	kind: 'refuse',
	status: 400,
	error: 'invalid_request_error',
	message: 'The script of this test has no turn left.',
};

function isMessageRequest({method, path}: SeenRequest): boolean {
	return method === 'POST' && path === '/v1/messages';
}

async function sendAnswer(response: ServerResponse, id: string, body: unknown, answer: Answer): Promise<void> {
	const model = String(field(body, 'model'));

	if (field(body, 'stream') !== true) {
		sendJson(response, 200, toMessage(id, model, answer));
		return;
	}

	response.writeHead(200, {'content-type': 'text/event-stream', 'request-id': id.replace('msg', 'req')});

	for (const event of toStreamEvents(id, model, answer)) {
		if (response.destroyed) {
			return; // The program closed the connection during the stream.
		}

		response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

		if (answer.pieceDelayMs && event.type === 'content_block_delta') {
			await wait(answer.pieceDelayMs);
		}
	}

	response.end();
}

function sendError(response: ServerResponse, turn: Extract<Turn, {kind: 'refuse'}>): void {
	const body = {type: 'error', error: {type: turn.error, message: turn.message}};
	sendJson(response, turn.status, body, turn.headers);
}

function sendOther(response: ServerResponse, {method, path}: SeenRequest): void {
	if (method === 'HEAD' && path === '/') {
		response.writeHead(200).end();
	} else if (method === 'POST' && path === '/v1/messages/count_tokens') {
		sendJson(response, 200, {input_tokens: 100});
	} else {
		sendJson(response, 404, {type: 'error', error: {type: 'not_found_error', message: path}});
	}
}

function sendJson(response: ServerResponse, status: number, body: object, headers = {}): void {
	response.writeHead(status, {'content-type': 'application/json', ...headers}).end(JSON.stringify(body));
}

async function listen(server: Server): Promise<string> {
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();

	if (address === null || typeof address === 'string') {
		throw new Error('The fake API has no port.');
	}

	return `http://127.0.0.1:${address.port}`;
}

/** The path without the query; with the host for a proxy request. */
function pathOf({url = '/'}: IncomingMessage): string {
	return url.split('?', 1)[0] ?? '';
}

async function readJson(request: IncomingMessage): Promise<unknown> {
	let text = '';

	for await (const chunk of request.setEncoding('utf8')) {
		text += chunk;
	}

	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function field(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
