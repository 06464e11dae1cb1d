import {once} from 'node:events';
import {chmodSync, renameSync, statSync, unlinkSync} from 'node:fs';
import type {Server as HttpServer} from 'node:http';
import {createServer, type Server} from 'node:net';
import {prepareSocketFolder} from './socket-path.ts';

/** How often it is looked whether the socket is still there. */
const lookEveryMs = 5000;

/** The socket that a server listens on, as long as it is held. */
export type BoundSocket = {
	/** Takes the socket away, unless it is a successor's by now. Resolves once every connection has ended. */
	release(): Promise<void>;
};

export type HeldSocketOptions = {
	readonly server: HttpServer;
	readonly socketPath: string;
	readonly onError: (error: unknown) => void;
	readonly everyMs?: number;
};

/**
 * Listens on a socket, and again when somebody has deleted it (`rm -rf /tmp/*`, a cleaner of old files): without it
 * nobody could reach the agents, and nobody else may own the project. Throws what listening throws, the first time.
 */
export async function bindSocket(options: HeldSocketOptions): Promise<BoundSocket> {
	const {server, socketPath, onError, everyMs = lookEveryMs} = options;
	const closings: Promise<void>[] = [];
	let ear = await listen(server, socketPath);

	const look = async () => {
		if (inodeOf(socketPath) === undefined) {
			closings.push(closeEar(ear));
			ear = await listen(server, socketPath);
		}
	};

	const timer = setInterval(() => void look().catch(onError), everyMs).unref();

	return {
		async release() {
			clearInterval(timer);

			if (inodeOf(socketPath) === ear.inode) {
				unlinkSync(socketPath);
			}

			await Promise.all([...closings, closeEar(ear)]);
		},
	};
}

type Ear = {readonly server: Server; readonly inode: number | undefined};

/**
 * Binds under a name of its own and moves the socket into place: that replaces a dead one in a single step, nobody can
 * connect before it is private, and closing (which removes the name that was bound) never removes a successor's socket.
 */
async function listen(server: HttpServer, socketPath: string): Promise<Ear> {
	prepareSocketFolder(socketPath);
	const ownName = `${socketPath}.${process.pid}`;
	// An HTTP server listens only once; connections can be handed to it at any time.
	const ear = createServer(connection => server.emit('connection', connection));
	ear.listen(ownName);
	await once(ear, 'listening');
	chmodSync(ownName, 0o600);
	const inode = inodeOf(ownName);
	renameSync(ownName, socketPath);
	return {server: ear, inode};
}

async function closeEar({server}: Ear): Promise<void> {
	if (server.listening) {
		server.close();
		await once(server, 'close');
	}
}

function inodeOf(file: string): number | undefined {
	return statSync(file, {throwIfNoEntry: false})?.ino;
}
