import {type ClientRequest, type IncomingMessage, request} from 'node:http';
import {text} from 'node:stream/consumers';
import {expect, test} from 'vitest';
import {createConnection} from './connection.ts';

const storyRead = {
	type: 'notice-raised',
	level: 'info',
	text: 'x'.repeat(4096),
} as const;

/** Opens an event stream that nobody reads. Resolves with the status of the answer; `undefined` if the connection was refused. */
function openStalled(socketPath: string, open: ClientRequest[]): Promise<IncomingMessage | undefined> {
	return new Promise(resolve => {
		const asked = request({socketPath, path: '/events', agent: false}, answer => resolve(answer.pause()));
		asked.on('error', () => resolve(undefined)).end();
		open.push(asked);
	});
}

test('2,000 clients that do not read: 64 are served, the others are told so or refused, and memory stays', async () => {
	await using connection = await createConnection();

	for (let count = 0; count < 500; count++) {
		connection.supervisor.record(storyRead);
	}

	const before = process.memoryUsage().rss;
	const open: ClientRequest[] = [];

	try {
		const answers = await Promise.all(Array.from({length: 2000}, () => openStalled(connection.socketPath, open)));
		const statuses = answers.map(answer => answer?.statusCode);
		expect(statuses.filter(status => status === 200)).toHaveLength(64);
		const refused = answers.find(answer => answer?.statusCode === 503);
		expect(JSON.parse(refused ? await text(refused) : '{}')).toMatchObject({
			code: 'SUPERVISOR_BUSY',
			message: 'The supervisor already serves 64 event streams.',
		});
		expect(connection.server.clients()).toBe(64);
		expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024);
	} finally {
		for (const asked of open) {
			asked.destroy();
		}
	}

	// The places of clients that left are free again.
	await expect.poll(() => connection.server.clients()).toBe(0);
	expect(await connection.client.hello()).toMatchObject({clients: 0});
});
