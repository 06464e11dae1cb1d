import {once} from 'node:events';
import {chmodSync, renameSync, statSync, unlinkSync} from 'node:fs';
import {readdir, unlink} from 'node:fs/promises';
import type {Server as HttpServer} from 'node:http';
import {connect, createServer, type Server} from 'node:net';
import path from 'node:path';
import {prepareSocketFolder} from './socket-path.ts';

/** How often it is checked that the socket still exists. */
const checkEveryMs = 5000;

/** The Unix socket that a server listens on. */
export type BoundSocket = {
	/** Removes the socket, unless another supervisor has replaced it. Resolves when every connection has ended. */
	release(): Promise<void>;
};

export type BindOptions = {
	readonly server: HttpServer;
	readonly socketPath: string;
	readonly onError: (error: unknown) => void;
	readonly everyMs?: number;
};

/**
 * Listens on a socket, and binds it again when somebody has deleted it (`rm -rf /tmp/*`, a cleaner of old files): without it
 * no client could reach the agents, and no other supervisor may own the project. Throws the error of the first `listen`.
 */
export async function bindSocket(options: BindOptions): Promise<BoundSocket> {
	const {server, socketPath, onError, everyMs = checkEveryMs} = options;
	const closings: Promise<void>[] = [];
	let bound = await listen(server, socketPath);

	const check = async () => {
		if (inodeOf(socketPath) === undefined) {
			closings.push(closeListener(bound));
			bound = await listen(server, socketPath);
		}
	};

	const timer = setInterval(() => void check().catch(onError), everyMs).unref();

	return {
		async release() {
			clearInterval(timer);

			if (inodeOf(socketPath) === bound.inode) {
				unlinkSync(socketPath);
			}

			await Promise.all([...closings, closeListener(bound)]);
		},
	};
}

type Bound = {readonly listener: Server; readonly inode: number | undefined};

/**
 * Binds a temporary name and renames the socket: this replaces a dead socket in one step, nobody can connect before the mode is
 * 0600, and closing (which removes the name that was bound) never removes a successor's socket.
 */
async function listen(server: HttpServer, socketPath: string): Promise<Bound> {
	prepareSocketFolder(socketPath);
	const ownName = `${socketPath}.${process.pid}`;
	// An HTTP server can listen only once, but takes connections from other servers at any time.
	const listener = createServer(connection => server.emit('connection', connection));
	listener.listen(ownName);
	await once(listener, 'listening');
	chmodSync(ownName, 0o600);
	const inode = inodeOf(ownName);
	renameSync(ownName, socketPath);
	return {listener, inode};
}

async function closeListener({listener}: Bound): Promise<void> {
	if (listener.listening) {
		listener.close();
		await once(listener, 'close');
	}
}

function inodeOf(file: string): number | undefined {
	return statSync(file, {throwIfNoEntry: false})?.ino;
}

/** Our sockets' names: a folder chosen with `TOWLINE_SOCKET` may hold other files. */
const ownName = /^[0-9a-f]{16}\.(sock|hold)$/;

/**
 * Removes the sockets of supervisors that were killed. A socket that refuses a connection has no listener and never gets one,
 * because a new supervisor binds a temporary name first.
 */
export async function removeDeadSockets(folder: string): Promise<void> {
	const names = (await readdir(folder)).filter(name => ownName.test(name));
	await Promise.all(names.map(name => removeIfDead(path.join(folder, name))));
}

async function removeIfDead(file: string): Promise<void> {
	const socket = connect(file);

	try {
		await once(socket, 'connect');
	} catch (error) {
		if (isRefused(error)) {
			await unlink(file).catch(() => {}); // Another process has removed it.
		}
	} finally {
		socket.destroy();
	}
}

function isRefused(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}
