import {mkdtempSync, rmSync} from 'node:fs';
import path from 'node:path';
import {type ClientOptions, createClient} from '../../source/api/client.ts';
import {createServer} from '../../source/api/server.ts';
import type {EpochMs} from '../../source/core/ids.ts';
import {createSupervisorDouble} from './supervisor-double.ts';

/** A server on a socket in a folder of its own, its client, and what is behind; all gone when disposed. */
export async function createConnection(options: Pick<ClientOptions, 'environment'> = {}) {
	const folder = mkdtempSync('/tmp/towline-test-');
	const socketPath = path.join(folder, 'test.sock');
	const supervisor = createSupervisorDouble();
	const errors: unknown[] = [];
	let downs = 0;
	const server = await createServer({
		supervisor,
		socketPath,
		hello: {version: '1.2.3', root: folder, startedAt: 1000 as EpochMs},
		onHandedOver: () => {},
		onDown: () => downs++,
		onError: error => errors.push(error),
	});
	return {
		folder,
		socketPath,
		supervisor,
		server,
		errors,
		downs: () => downs,
		client: createClient({socketPath, ...options}),
		async [Symbol.asyncDispose]() {
			await server.close();
			rmSync(folder, {recursive: true, force: true});
		},
	};
}

/** Reads messages until `isEnough`, then leaves. */
export async function readUntil<Message>(
	messages: AsyncIterable<Message>,
	isEnough: (message: Message, read: readonly Message[]) => boolean,
): Promise<readonly Message[]> {
	const read: Message[] = [];

	for await (const message of messages) {
		read.push(message);

		if (isEnough(message, read)) {
			break;
		}
	}

	return read;
}
