import type {Context} from 'hono';
import {stream} from 'hono/streaming';
import {protocolHeader} from './contract.ts';

/** The sending side of one client's event stream. */
export type EventSink = {
	/**
	 * Resolves when the client's socket has taken the message, so a pump that awaits it keeps one message in memory, however slowly
	 * the client reads. Messages sent after the client has disconnected are dropped.
	 */
	send(id: string, message: unknown): Promise<void>;
	/** Aborts when the client has disconnected or the server closes. */
	readonly signal: AbortSignal;
};

/** Shorter than the idle timeouts of proxies and forwarded connections. */
const heartbeatMs = 15_000;

export type EventStreamOptions = {
	readonly pump: (sink: EventSink) => Promise<void>;
	/** Aborts when the server closes. */
	readonly closing: AbortSignal;
	readonly onError: (error: unknown) => void;
	/** The stream has ended, for whatever reason; called once. */
	readonly onEnd: () => void;
};

/**
 * Answers a request with server-sent events while `pump` runs. Hono passes back-pressure on: a write resolves when the chunk was
 * pulled, and the next chunk is pulled when the socket has drained.
 */
export function eventStream(context: Context, {pump, closing, onError, onEnd}: EventStreamOptions): Response {
	context.header('content-type', 'text/event-stream');
	context.header('cache-control', 'no-store');
	context.header(protocolHeader, context.res.headers.get(protocolHeader) ?? undefined);

	return stream(context, async output => {
		const gone = new AbortController();
		output.onAbort(() => gone.abort());
		const signal = AbortSignal.any([gone.signal, closing]);
		let isWriting = false;
		const write = async (text: string) => {
			isWriting = true;
			await output.write(text);
			isWriting = false;
		};
		const heartbeat = setInterval(() => {
			// A client that has not read the last message needs no heartbeat.
			if (!isWriting) {
				void write(':\n\n');
			}
		}, heartbeatMs);
		closing.addEventListener('abort', () => output.abort(), {once: true, signal: gone.signal});

		try {
			await write(':\n\n'); // Sends the headers at once.
			await pump({signal, send: (id, message) => write(`id: ${id}\ndata: ${JSON.stringify(message)}\n\n`)});
		} catch (error) {
			onError(error);
		} finally {
			clearInterval(heartbeat);
			gone.abort();
			onEnd();
		}
	});
}
