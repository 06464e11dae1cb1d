import {createServer as createHttpServer} from 'node:http';
import {getRequestListener} from '@hono/node-server';
import {TowlineError} from '../core/errors.ts';
import type {Supervisor} from '../supervisor/supervisor.ts';
import {bindSocket} from './bound-socket.ts';
import {type Hello, protocol} from './contract.ts';
import {eventStream} from './event-stream.ts';
import {createRoutes} from './routes.ts';

/** HTTP server on the supervisor's Unix socket. */
export type ApiServer = {
	/** The number of open event streams. */
	clients(): number;
	/** When the last request came, as `performance.now` counts; now, while a stream is open. */
	lastAskedAt(): number;
	/** Ends the streams, waits until pending answers are read, and removes the socket. */
	close(): Promise<void>;
};

export type ServerOptions = {
	readonly supervisor: Supervisor;
	readonly socketPath: string;
	readonly hello: Pick<Hello, 'version' | 'root' | 'startedAt'>;
	/** `POST /down` has ended every agent: the process should close the server and exit. */
	readonly onDown: () => void;
	/** `POST /restart` has closed the store and left the agents at work: the process should close the server and exit. */
	readonly onHandedOver: () => void;
	/** An unexpected error, for the log. */
	readonly onError: (error: unknown) => void;
};

/** How long a client may take to read its last answer. */
const closeGraceMs = 1000;
/** Each open stream may hold a message in memory. Far more than the dashboards and scripts of one person. */
const maxStreams = 64;
/**
 * Node closes a connection on which no byte moved for so long. Streams send heartbeats, so this is a client that stopped reading:
 * it comes back with its cursor and gets what it missed.
 */
const stalledMs = 120_000;
/** More connections than this are closed at once by Node. */
const maxConnections = 256;

/**
 * Listens on the project's socket, which only its owner can open. The caller has locked the database, so an existing socket belongs
 * to a dead supervisor and is replaced. Throws `SOCKET_FOLDER_UNSAFE`, and the error of `listen`.
 */
export async function createServer(options: ServerOptions): Promise<ApiServer> {
	const {supervisor, socketPath, hello, onDown, onHandedOver, onError} = options;
	const closing = new AbortController();
	let clients = 0;
	let lastAskedAt = performance.now();
	const app = createRoutes({
		service: supervisor,
		hello: () => ({...hello, protocol, pid: process.pid, socket: socketPath, clients}),
		onDown,
		onHandedOver,
		onError,
		serve: (context, pump) => {
			if (clients >= maxStreams) {
				throw new TowlineError('SUPERVISOR_BUSY', `The supervisor already serves ${maxStreams} event streams.`, {
					hint: 'Close dashboards or scripts that follow this project and try again.',
				});
			}

			clients++;
			return eventStream(context, {
				closing: closing.signal,
				onError,
				pump,
				onEnd: () => {
					clients--;
					lastAskedAt = performance.now();
				},
			});
		},
	});
	const server = createHttpServer(
		getRequestListener((request, env) => {
			lastAskedAt = performance.now();
			return app.fetch(request, env);
		}),
	);
	server.maxConnections = maxConnections;
	server.timeout = stalledMs;
	const socket = await bindSocket({server, socketPath, onError});

	return {
		clients: () => clients,
		lastAskedAt: () => (clients > 0 ? performance.now() : lastAskedAt),
		async close() {
			const released = socket.release();
			closing.abort();
			server.close();
			const deadline = setTimeout(() => server.closeAllConnections(), closeGraceMs);
			await released;
			clearTimeout(deadline);
		},
	};
}
