import type {Context} from 'hono';
import {stream} from 'hono/streaming';
import {protocolHeader} from './contract.ts';

/** One client's event stream, from the sending side. */
export type EventSink = {
	/**
	 * Resolves once the client's socket has taken the message, so a pump that awaits it holds one message at a time
	 * however slowly the client reads. What is sent after the client has gone is dropped.
	 */
	send(id: string, message: unknown): Promise<void>;
	/** Aborts when the client has gone or the server closes. */
	readonly signal: AbortSignal;
};

/** Below the shortest time after which anything in between might think a connection dead. */
const heartbeatMs = 15_000;

export type EventStreamOptions = {
	readonly pump: (sink: EventSink) => Promise<void>;
	/** Aborts when the server closes. */
	readonly closing: AbortSignal;
	readonly onError: (error: unknown) => void;
};

/**
 * Answers a request with server-sent events for as long as `pump` runs. Hono passes a stream's back-pressure on: a write
 * is done when the chunk was pulled, and the next one is pulled when the socket has drained.
 */
export function eventStream(context: Context, {pump, closing, onError}: EventStreamOptions): Response {
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
			// One that cannot take what it was sent needs no proof of life.
			if (!isWriting) {
				void write(':\n\n');
			}
		}, heartbeatMs);
		closing.addEventListener('abort', () => output.abort(), {once: true, signal: gone.signal});

		try {
			await write(':\n\n'); // The client learns at once that it is listened to.
			await pump({signal, send: (id, message) => write(`id: ${id}\ndata: ${JSON.stringify(message)}\n\n`)});
		} catch (error) {
			onError(error);
		} finally {
			clearInterval(heartbeat);
			gone.abort();
		}
	});
}
