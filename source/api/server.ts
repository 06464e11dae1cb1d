import {createServer as createHttpServer} from 'node:http';
import {getRequestListener} from '@hono/node-server';
import type {Supervisor} from '../supervisor/supervisor.ts';
import {bindSocket} from './bound-socket.ts';
import {type Hello, protocol} from './contract.ts';
import {eventStream} from './event-stream.ts';
import {createRoutes} from './routes.ts';

/** The supervisor's ear. */
export type ApiServer = {
	/** Open event streams. */
	clients(): number;
	/** When somebody last asked something, in milliseconds since 1970; now, while a stream is open. */
	lastAskedAt(): number;
	/** Ends the streams, lets answers that are under way be read, and takes the socket away. */
	close(): Promise<void>;
};

export type ServerOptions = {
	readonly supervisor: Supervisor;
	readonly socketPath: string;
	readonly hello: Pick<Hello, 'version' | 'root' | 'startedAt'>;
	/** `POST /down` has ended every agent: the process should close the server and exit. */
	readonly onDown: () => void;
	/** What nobody foresaw, for the log. */
	readonly onError: (error: unknown) => void;
};

/** How long a client may take to read its last answer. */
const interruptGraceMs = 1000;

/**
 * Listens on the project's socket, readable by its owner only. The caller holds the database's lock, so a socket that
 * lies there already is a dead supervisor's and is replaced.
 * Throws `SOCKET_FOLDER_UNSAFE`, and what listening throws.
 */
export async function createServer(options: ServerOptions): Promise<ApiServer> {
	const {supervisor, socketPath, hello, onDown, onError} = options;
	const closing = new AbortController();
	let clients = 0;
	let lastAskedAt = Date.now();
	const app = createRoutes({
		service: supervisor,
		hello: () => ({...hello, protocol, pid: process.pid, socket: socketPath, clients}),
		onDown,
		onError,
		serve: (context, pump) =>
			eventStream(context, {
				closing: closing.signal,
				onError,
				pump: async sink => {
					clients++;

					try {
						await pump(sink);
					} finally {
						clients--;
						lastAskedAt = Date.now();
					}
				},
			}),
	});
	const server = createHttpServer(
		getRequestListener((request, env) => {
			lastAskedAt = Date.now();
			return app.fetch(request, env);
		}),
	);
	const socket = await bindSocket({server, socketPath, onError});

	return {
		clients: () => clients,
		lastAskedAt: () => (clients > 0 ? Date.now() : lastAskedAt),
		async close() {
			const released = socket.release();
			closing.abort();
			server.close();
			const deadline = setTimeout(() => server.closeAllConnections(), interruptGraceMs);
			await released;
			clearTimeout(deadline);
		},
	};
}
