import type {IncomingMessage} from 'node:http';
import {text as readText} from 'node:stream/consumers';
import {TowlineError} from '../core/errors.ts';
import {readAnswer} from './answers.ts';
import {protocol, protocolHeader} from './contract.ts';

export type RequestOptions = {
	readonly socketPath: string;
	readonly method: 'GET' | 'POST';
	readonly path: string;
	readonly body?: unknown;
	/** How long the supervisor may send nothing. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
};

/**
 * Not imported: an import evaluates every export, and those of `node:http` load `fetch`, which takes a third of the time of
 * `towline ps`.
 */
const {request: httpRequest} = process.getBuiltinModule('node:http');

/** A supervisor normally answers in a millisecond; a stopped process (SIGSTOP) never does. */
const defaultTimeoutMs = 15_000;

/**
 * Sends one request and reads the whole answer as JSON. Throws the supervisor's refusal, `SUPERVISOR_GONE` when none listens,
 * `SUPERVISOR_HUNG` when it does not answer in time, `PROTOCOL_MISMATCH` when it speaks another protocol.
 */
export async function request(options: RequestOptions): Promise<unknown> {
	try {
		const text = await readText(await open(options));
		return text === '' ? {} : JSON.parse(text);
	} catch (error) {
		throw toClientError(error);
	}
}

/** Sends the request and resolves with the answer's headers; the caller reads the body. Throws as `request` does. */
export async function open(options: RequestOptions): Promise<IncomingMessage> {
	const {method, path} = options;
	const response = await send(options).catch(error => {
		throw toClientError(error);
	});

	// All protocols share these two requests.
	if (!['/hello', '/down', '/restart'].includes(path)) {
		refuseOtherProtocol(response);
	}

	if (response.statusCode !== 200) {
		throw readAnswer.refusal(await readText(response), `${method} ${path} was answered ${response.statusCode}.`);
	}

	return response;
}

function send({socketPath, method, path, body, timeoutMs = defaultTimeoutMs, signal}: RequestOptions) {
	const content = body === undefined ? undefined : JSON.stringify(body);
	return new Promise<IncomingMessage>((resolve, reject) => {
		// A new connection for each request: the supervisor may close a kept one at the moment it is used again.
		const outgoing = httpRequest({
			socketPath,
			method,
			path,
			agent: false,
			...(signal ? {signal} : {}),
			timeout: timeoutMs,
			headers: {
				[protocolHeader]: String(protocol),
				...(content === undefined
					? {}
					: {'content-type': 'application/json', 'content-length': Buffer.byteLength(content)}),
			},
		});
		outgoing.on('response', resolve);
		outgoing.on('error', reject);
		outgoing.on('timeout', () =>
			outgoing.destroy(
				new TowlineError('SUPERVISOR_HUNG', `The supervisor has not answered for ${timeoutMs / 1000} s.`, {
					hint: '`towline status` checks it again. `towline down --force` ends it and its agents.',
				}),
			),
		);
		outgoing.end(content);
	});
}

function refuseOtherProtocol(response: IncomingMessage): void {
	const theirs = response.headers[protocolHeader];

	if (theirs !== String(protocol)) {
		throw new TowlineError(
			'PROTOCOL_MISMATCH',
			`The supervisor speaks protocol ${theirs ?? '(unknown)'} and this client protocol ${protocol}.`,
			{hint: 'Run `towline restart`; running agents continue.'},
		);
	}
}

/** A connection error as `SUPERVISOR_GONE`; a `TowlineError` is returned unchanged. */
export function toClientError(error: unknown): TowlineError {
	if (error instanceof TowlineError) {
		return error;
	}

	return new TowlineError('SUPERVISOR_GONE', 'No supervisor answers for this project.', {
		hint: '`towline` or `towline run` starts one.',
		cause: error,
	});
}
