import {once} from 'node:events';
import {readdir, unlink} from 'node:fs/promises';
import {connect} from 'node:net';
import path from 'node:path';

/** Only sockets of the name we give: in a folder of the person's own choice anything else may lie. */
const ownName = /^[0-9a-f]{16}\.sock$/;

/**
 * Removes the sockets that supervisors left when they were killed and whose projects are never opened again. One that
 * refuses a connection has no listener and can get none, because a new supervisor binds under another name first.
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
			await unlink(file).catch(() => {}); // Somebody else was quicker.
		}
	} finally {
		socket.destroy();
	}
}

function isRefused(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}
