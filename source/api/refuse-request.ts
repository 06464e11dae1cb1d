import type {Context, MiddlewareHandler} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import type {ErrorAnswer} from './contract.ts';

/** A prompt or an edited answer may be long; larger bodies are refused. */
const largestBodyBytes = 16 * 1024 * 1024;

/** Names of this machine, and the one that docs/api.md uses. A site whose name was made to point here has another. */
const ownHosts = new Set(['localhost', '127.0.0.1', '[::1]', 'towline']);

/**
 * Refuses what a browser could send. A browser cannot reach a Unix socket, but people forward it to a TCP port (`ssh -L`,
 * `socat`), and every web page can send requests there: its own name is then in `Origin` or in `Host`, and without asking first it
 * cannot send JSON as such.
 */
export const refuseForeignRequests: MiddlewareHandler = async (context, next) => {
	const host = (context.req.header('host') ?? 'localhost').replace(/:\d+$/, '').toLowerCase();

	if (context.req.header('origin') !== undefined) {
		return refuse(context, 403, 'Requests of web pages are refused.', 'Send no Origin header.');
	}

	if (!ownHosts.has(host)) {
		return refuse(
			context,
			403,
			'The Host header names another machine.',
			'Use localhost, 127.0.0.1, [::1] or towline.',
		);
	}

	if (hasBody(context) && !isJson(context.req.header('content-type'))) {
		return refuse(context, 415, 'The request body must be JSON.', 'Send content-type: application/json.');
	}

	return next();
};

/** Answers 413 to a body that is too large, before it is read. */
export const refuseLargeBodies: MiddlewareHandler = bodyLimit({
	maxSize: largestBodyBytes,
	onError: context =>
		refuse(
			context,
			413,
			`The request body is larger than ${largestBodyBytes / 1024 ** 2} MiB.`,
			'Put long texts into a file that the agent can read.',
		),
});

function hasBody(context: Context): boolean {
	return Number(context.req.header('content-length') ?? 0) > 0 || context.req.header('transfer-encoding') !== undefined;
}

function isJson(type: string | undefined): boolean {
	return /^application\/json\s*(;|$)/i.test(type ?? '');
}

function refuse(context: Context, status: 403 | 413 | 415, message: string, hint: string): Response {
	return context.json({code: 'USAGE', message, hint} satisfies ErrorAnswer, status);
}
