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
	/** How long the supervisor may be silent. */
	readonly timeoutMs?: number;
	readonly signal?: AbortSignal;
};

/**
 * Not imported: an import reads every export of a module, and reading those of `node:http` loads the whole of `fetch`,
 * which is a third of the time that `towline ps` takes.
 */
const {request: httpRequest} = process.getBuiltinModule('node:http');

/** A supervisor that is well answers in a millisecond; one that is stopped never does. */
const defaultTimeoutMs = 15_000;

/**
 * Asks once and reads the whole answer as JSON. Throws the supervisor's refusal, `SUPERVISOR_GONE` when nobody answers,
 * `PROTOCOL_MISMATCH` when it is of another build.
 */
export async function request(options: RequestOptions): Promise<unknown> {
	try {
		const text = await readText(await open(options));
		return text === '' ? {} : JSON.parse(text);
	} catch (error) {
		throw toClientError(error);
	}
}

/** Sends the request and waits for the answer's head; the body is the caller's to read. Throws as `request` does. */
export async function open(options: RequestOptions): Promise<IncomingMessage> {
	const {method, path} = options;
	const response = await send(options).catch(error => {
		throw toClientError(error);
	});

	// Saying hello and going down are understood between all builds.
	if (path !== '/hello' && path !== '/down') {
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
		// A connection of its own each time: a kept one may be closed by the supervisor at the moment it is used again.
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
				new TowlineError('SUPERVISOR_GONE', `The supervisor has not answered for ${timeoutMs / 1000} s.`, {
					hint: '`towline status` tells its pid; .towline/supervisor.log what it last did.',
				}),
			),
		);
		outgoing.end(content);
	});
}

function refuseOtherProtocol(response: IncomingMessage): void {
	const spoken = response.headers[protocolHeader];

	if (spoken !== String(protocol)) {
		throw new TowlineError(
			'PROTOCOL_MISMATCH',
			`The supervisor is of another build (protocol ${spoken ?? 'unknown'}, this one speaks ${protocol}).`,
			{hint: 'Run `towline down` and then your command again; agents that run are ended and can be resumed.'},
		);
	}
}

/** Whatever breaks a connection means that the supervisor is not there; what is told already stays as it is. */
export function toClientError(error: unknown): TowlineError {
	if (error instanceof TowlineError) {
		return error;
	}

	return new TowlineError('SUPERVISOR_GONE', 'No supervisor answers for this project.', {
		hint: '`towline` or `towline run` starts one.',
		cause: error,
	});
}
