import {once} from 'node:events';
import {chmodSync, linkSync, rmSync, statSync, unlinkSync} from 'node:fs';
import {connect, createServer, type Server, type Socket} from 'node:net';
import {prepareSocketFolder} from '../../api/socket-path.ts';
import {TowlineError} from '../../core/errors.ts';

/** How often it is looked whether the socket is still there. */
const lookEveryMs = 5000;

/** The socket that a holder listens on. */
export type HolderSocket = {
	/** Takes the socket away, unless it is another's by now. */
	close(): void;
};

/**
 * Listens on a socket that only this user can reach, and again when somebody has deleted it: without it no supervisor could
 * reach the agents. Throws `HOLDER_BUSY` when another holder listens there, `SOCKET_FOLDER_UNSAFE`, or what listening throws.
 */
export async function listenAlone(
	socketPath: string,
	{onConnection, everyMs = lookEveryMs}: {readonly onConnection: (socket: Socket) => void; readonly everyMs?: number},
): Promise<HolderSocket> {
	let bound = await bind(socketPath, onConnection);

	const look = async () => {
		if (inodeOf(socketPath) === undefined) {
			const renewed = await bind(socketPath, onConnection);
			bound.server.close();
			bound = renewed;
		}
	};

	const timer = setInterval(() => void look().catch(() => {}), everyMs);
	timer.unref();

	return {
		close() {
			clearInterval(timer);

			if (inodeOf(socketPath) === bound.inode) {
				unlinkSync(socketPath);
			}

			bound.server.close();
		},
	};
}

type Bound = {readonly server: Server; readonly inode: number | undefined};

/** Binds under a name of its own, and links that into place: a link never replaces another's socket. */
async function bind(socketPath: string, onConnection: (socket: Socket) => void): Promise<Bound> {
	prepareSocketFolder(socketPath);
	const ownName = `${socketPath}.${process.pid}`;
	rmSync(ownName, {force: true});
	const server = createServer(onConnection);
	server.listen(ownName);
	await once(server, 'listening');
	chmodSync(ownName, 0o600);
	const inode = inodeOf(ownName);

	try {
		await putIntoPlace(ownName, socketPath);
	} catch (error) {
		server.close();
		throw error;
	} finally {
		rmSync(ownName, {force: true});
	}

	return {server, inode};
}

async function putIntoPlace(ownName: string, socketPath: string): Promise<void> {
	for (let isFirst = true; ; isFirst = false) {
		try {
			linkSync(ownName, socketPath);
			return;
		} catch (error) {
			if (!isExisting(error) || !isFirst || (await isListening(socketPath))) {
				throw new TowlineError('HOLDER_BUSY', `Another holder listens on ${socketPath}.`, {cause: error});
			}
		}

		// Nobody listens there, and nobody can again: a new holder binds under another name first.
		rmSync(socketPath, {force: true});
	}
}

async function isListening(socketPath: string): Promise<boolean> {
	const socket = connect(socketPath);

	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

function isExisting(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function inodeOf(file: string): number | undefined {
	return statSync(file, {throwIfNoEntry: false})?.ino;
}
