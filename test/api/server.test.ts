import {statSync, writeFileSync} from 'node:fs';
import {type IncomingMessage, request} from 'node:http';
import {createConnection as connectSocket} from 'node:net';
import {text} from 'node:stream/consumers';
import {expect, test} from 'vitest';
import {createClient, type FleetMessage} from '../../source/api/client.ts';
import {createServer} from '../../source/api/server.ts';
import type {EpochMs, RunId} from '../../source/core/ids.ts';
import {createConnection, readUntil} from './connection.ts';
import {coder, createSupervisorDouble} from './supervisor-double.ts';

const storyRead = {
	type: 'story-read',
	title: 'Checkout',
	runtime: 'claude-code',
	after: [],
	priority: 0,
	budgetUsd: undefined,
} as const;
const notice = (text: string) => ({type: 'notice-raised', level: 'info', text}) as const;
const output = (text: string) => ({type: 'output-streamed', block: 'b', text}) as const;
const firstRun = 'raaaaaaaa1' as RunId;
const secondRun = 'raaaaaaaa2' as RunId;
const seqsOf = (messages: readonly FleetMessage[]) =>
	messages.flatMap(message => (message.type === 'facts' ? message.facts.map(fact => fact.seq) : []));

test('hello describes the supervisor, and only the owner can open the socket', async () => {
	await using connection = await createConnection();
	expect(await connection.client.hello()).toEqual({
		protocol: 2,
		version: '1.2.3',
		pid: process.pid,
		socket: connection.socketPath,
		root: connection.folder,
		startedAt: 1000,
		clients: 0,
	});
	expect(statSync(connection.socketPath).mode & 0o777).toBe(0o600);
});

test("a command is executed with its client's environment", async () => {
	await using connection = await createConnection({environment: {KEY: 'secret'}});
	connection.supervisor.record(storyRead, {agent: coder});
	await connection.client.send({type: 'start', agent: coder});
	await connection.client.send({type: 'kill', agent: coder});
	expect(connection.supervisor.commands.map(({type}) => type)).toEqual(['start', 'kill']);
	expect(connection.supervisor.environments).toEqual([{KEY: 'secret'}]);
});

test('a refusal arrives with its code and its hint', async () => {
	await using connection = await createConnection();
	await expect(connection.client.send({type: 'start', agent: coder})).rejects.toMatchObject({
		code: 'AGENT_UNKNOWN',
		hint: '`towline ps` lists them.',
		exitCode: 2,
	});
});

test('a new client gets a snapshot and then every fact', async () => {
	await using connection = await createConnection();
	connection.supervisor.record(storyRead, {agent: coder});
	const {signal} = new AbortController();
	const messages = await readUntil(connection.client.followFleet({signal}), (message, read) => {
		if (read.length === 1) {
			connection.supervisor.record(notice('later'));
		}

		return message.type === 'facts';
	});
	expect(messages[0]).toMatchObject({type: 'snapshot', fleet: {seq: 1}});
	expect(seqsOf(messages)).toEqual([2]);
});

test('a client that reconnects gets exactly what it missed', async () => {
	await using connection = await createConnection();

	for (let count = 1; count <= 1000; count++) {
		connection.supervisor.record(notice(`${count}`));
	}

	const {signal} = new AbortController();
	const messages = await readUntil(
		connection.client.followFleet({since: 400, signal}),
		message => message.type === 'facts' && message.facts.at(-1)?.seq === 1000,
	);
	expect(seqsOf(messages)).toEqual(Array.from({length: 600}, (_, index) => 401 + index));
});

test.for([
	['missed more than is worth replaying', 0],
	['has seen another database', 99_999],
])('a client that %s begins with a snapshot', async ([, since]) => {
	await using connection = await createConnection();

	for (let count = 1; count <= 6000; count++) {
		connection.supervisor.record(notice(`${count}`));
	}

	const {signal} = new AbortController();
	const [first] = await readUntil(connection.client.followFleet({since: Number(since), signal}), () => true);
	expect(first).toMatchObject({type: 'snapshot', fleet: {seq: 6000}});
});

test('two clients get the same facts, and disconnecting frees their resources', async () => {
	await using connection = await createConnection();
	const {signal} = new AbortController();
	const until100 = (message: FleetMessage) => message.type === 'facts' && message.facts.at(-1)?.seq === 100;
	const both = [1, 2].map(() => readUntil(connection.client.followFleet({since: 0, signal}), until100));
	await expect.poll(() => connection.server.clients()).toBe(2);
	expect(connection.supervisor.listeners()).toBe(2);

	for (let count = 1; count <= 100; count++) {
		connection.supervisor.record(notice(`${count}`));
	}

	const [first, second] = (await Promise.all(both)).map(seqsOf);
	expect(first).toEqual(second);
	expect(first).toHaveLength(100);
	await expect.poll(() => connection.server.clients()).toBe(0);
	expect(connection.supervisor.listeners()).toBe(0);
});

test('the runs of an agent are read one after the other, each to its end', async () => {
	await using connection = await createConnection();
	const {supervisor, client} = connection;
	supervisor.record(storyRead, {agent: coder});
	supervisor.record(output('one'), {agent: coder, run: firstRun});
	const {signal} = new AbortController();
	const messages = await readUntil(client.followTranscript({agent: coder, signal}), (message, read) => {
		if (read.length === 2) {
			supervisor.record(output('two'), {agent: coder, run: firstRun});
			supervisor.record(output('three'), {agent: coder, run: secondRun});
		}

		return message.type === 'events' && message.events[0]?.run === secondRun;
	});
	expect(
		messages.map(message => (message.type === 'reset' ? message.run : message.events.map(({position}) => position))),
	).toEqual([firstRun, [0], [1], secondRun, [0]]);
});

test('a reader that reconnects continues where it was', async () => {
	await using connection = await createConnection();
	connection.supervisor.record(storyRead, {agent: coder});

	for (let count = 0; count < 10; count++) {
		connection.supervisor.record(output(`${count}`), {agent: coder, run: firstRun});
	}

	const {signal} = new AbortController();
	const messages = connection.client.followTranscript({agent: coder, run: firstRun, position: 7, signal});
	const [first] = await readUntil(messages, () => true);
	expect(first).toMatchObject({type: 'events', events: [{position: 7}, {position: 8}, {position: 9}]});
});

test('a reader too far behind gets a reset nearer the end', async () => {
	await using connection = await createConnection();
	connection.supervisor.record(storyRead, {agent: coder});

	for (let count = 0; count < 30_000; count++) {
		connection.supervisor.record(output('x'), {agent: coder, run: firstRun});
	}

	const {signal} = new AbortController();
	const messages = await readUntil(
		connection.client.followTranscript({agent: coder, signal}),
		message => message.type === 'events',
	);
	expect(messages.map(message => (message.type === 'reset' ? message.position : message.events[0]?.position))).toEqual([
		0, 20_000, 20_000,
	]);
});

test('a run that does not exist is refused before the stream begins', async () => {
	await using connection = await createConnection();
	connection.supervisor.record(storyRead, {agent: coder});
	const {signal} = new AbortController();
	const reading = readUntil(
		connection.client.followTranscript({agent: coder, run: secondRun, position: 0, signal}),
		() => true,
	);
	await expect(reading).rejects.toMatchObject({code: 'RUN_UNKNOWN'});
});

test('a client that stops reading takes no memory, slows nobody and still gets every fact', async () => {
	await using connection = await createConnection();
	const socket = connectSocket(connection.socketPath);
	socket.write('GET /events?since=0 HTTP/1.1\r\nhost: localhost\r\n\r\n');
	await expect.poll(() => connection.server.clients()).toBe(1);
	socket.pause();
	const text = 'x'.repeat(10_000);
	const before = process.memoryUsage();
	const startedAt = performance.now();

	// One text object, so what grows is only what is on its way to the client: 100 MB if it were queued.
	for (let count = 1; count <= 10_000; count++) {
		connection.supervisor.record(notice(text));

		if (count % 100 === 0) {
			await connection.client.hello();
		}
	}

	const after = process.memoryUsage();
	expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(30e6);
	expect(after.heapUsed - before.heapUsed).toBeLessThan(60e6);
	expect(performance.now() - startedAt).toBeLessThan(5000);
	expect(await lastSeqRead(socket)).toBe(10_000);
	socket.destroy();
});

/** Reads on until the last fact has come, and checks that none is missing on the way. */
async function lastSeqRead(socket: NodeJS.ReadableStream): Promise<number> {
	let seen = 0;
	let rest = '';

	for await (const chunk of socket) {
		rest += String(chunk);
		const ids = [...rest.matchAll(/"seq":(\d+),"position"/g)];

		for (const [, seq] of ids) {
			expect(Number(seq)).toBe(seen + 1);
			seen++;
		}

		rest = ids.length > 0 ? rest.slice((ids.at(-1)?.index ?? 0) + 10) : rest;

		if (seen === 10_000) {
			break;
		}
	}

	return seen;
}

test('a client with another protocol is refused with a hint', async () => {
	await using connection = await createConnection();
	const answer = await ask(connection.socketPath, {path: '/fleet', headers: {'towline-protocol': '999'}});
	expect(answer).toMatchObject({
		status: 409,
		body: {code: 'PROTOCOL_MISMATCH', hint: expect.stringContaining('towline restart')},
	});
	expect(await ask(connection.socketPath, {path: '/hello', headers: {'towline-protocol': '999'}})).toMatchObject({
		status: 200,
	});
});

test.for([
	['no JSON', '{'],
	['an unknown command', '{"command":{"type":"dance"}}'],
	['a field too many', '{"command":{"type":"pause","now":true}}'],
	['an agent without a name', '{"command":{"type":"start","agent":"42"}}'],
])('%s is refused', async ([, body]) => {
	await using connection = await createConnection();
	const answer = await ask(connection.socketPath, {method: 'POST', path: '/commands', body});
	expect(answer).toMatchObject({status: 400, body: {code: 'USAGE'}});
});

test('an unknown path is answered with an error', async () => {
	await using connection = await createConnection();
	expect(await ask(connection.socketPath, {path: '/nothing'})).toMatchObject({status: 404, body: {code: 'USAGE'}});
});

test('down answers the number of ended processes and lets the supervisor exit', async () => {
	await using connection = await createConnection();
	expect(await connection.client.down({keep: false})).toEqual({ended: 3});
	expect(connection.downs()).toBe(1);
});

test('closing the server ends its streams', async () => {
	const connection = await createConnection();
	const {signal} = new AbortController();
	const reading = readUntil(connection.client.followFleet({signal}), () => false);
	await expect.poll(() => connection.server.clients()).toBe(1);
	await connection[Symbol.asyncDispose]();
	await expect(reading).rejects.toMatchObject({code: 'SUPERVISOR_GONE'});
	expect(connection.errors).toEqual([]);
});

test('a signal ends a stream without an error', async () => {
	await using connection = await createConnection();
	const leaving = new AbortController();
	const reading = readUntil(connection.client.followFleet({signal: leaving.signal}), message => {
		leaving.abort();
		return message.type === 'facts';
	});
	expect(await reading).toHaveLength(1);
});

test('without a listener a request fails with SUPERVISOR_GONE', async () => {
	const client = createClient({socketPath: '/tmp/towline-test-nobody.sock'});
	await expect(client.hello()).rejects.toMatchObject({code: 'SUPERVISOR_GONE'});
});

test('the socket of a dead supervisor is replaced, and a successor keeps its own', async () => {
	await using connection = await createConnection();
	await connection.server.close();
	writeFileSync(connection.socketPath, '');
	const create = () =>
		createServer({
			supervisor: createSupervisorDouble(),
			socketPath: connection.socketPath,
			hello: {version: '2', root: connection.folder, startedAt: 0 as EpochMs},
			onHandedOver: () => {},
			onDown: () => {},
			onError: () => {},
		});
	const old = await create();
	const successor = await create();
	await old.close();
	expect(await connection.client.hello()).toMatchObject({version: '2'});
	await successor.close();
	expect(statSync(connection.socketPath, {throwIfNoEntry: false})).toBeUndefined();
});

test("resources of live runs and an agent's changes can be read", async () => {
	await using connection = await createConnection();
	connection.supervisor.record(output('on it'), {agent: coder, run: firstRun});
	expect(await connection.client.readResources()).toEqual({[firstRun]: {processes: 2, rssBytes: 1024}});
	expect(await connection.client.readDiff(coder)).toBe(`diff of ${coder}\n`);
});

test.for([
	['of a web page', {origin: 'https://evil.example'}, 403],
	['of a page without a name', {origin: 'null'}, 403],
	['for another host', {host: 'evil.example'}, 403],
	['for another host and our port', {host: 'evil.example:80'}, 403],
	['with a form', {'content-type': 'application/x-www-form-urlencoded'}, 415],
	['with text', {'content-type': 'text/plain'}, 415],
	['with a body of no type', {}, 415],
	['as curl sends it', {host: 'towline', 'content-type': 'application/json; charset=utf-8'}, 200],
] as const)('a request %s is answered %s', async ([, headers, status]) => {
	await using connection = await createConnection();
	const body = '{"command": {"type": "pause"}}';
	const answer = await ask(connection.socketPath, {path: '/commands', method: 'POST', body, headers: {...headers}});
	expect(answer).toMatchObject(status === 200 ? {status} : {status, body: {code: 'USAGE', hint: expect.any(String)}});
	expect(connection.supervisor.commands).toHaveLength(status === 200 ? 1 : 0);
});

test('nothing is read by a web page either', async () => {
	await using connection = await createConnection();
	const headers = {origin: 'http://localhost:3000'};
	expect(await ask(connection.socketPath, {path: '/fleet', headers})).toMatchObject({status: 403});
});

test.for([
	['whose length is declared', {'content-length': String(17 * 1024 ** 2)}],
	['in pieces', {'transfer-encoding': 'chunked'}],
] as const)('a body of 17 MB, %s, is answered with 413 and a reason', async ([, headers]) => {
	await using connection = await createConnection();
	const body = `{"command": {"type": "pause", "x": "${'x'.repeat(17 * 1024 ** 2 - 100)}"}}`.padEnd(17 * 1024 ** 2);
	const declared = {...json, ...headers};
	const answer = await ask(connection.socketPath, {path: '/commands', method: 'POST', body, headers: declared});
	expect(answer).toMatchObject({status: 413, body: {code: 'USAGE', message: expect.stringContaining('16 MiB')}});
	expect(connection.errors).toEqual([]);
	await expect(connection.client.send({type: 'message', agent: coder, text: body})).rejects.toMatchObject({
		message: expect.stringContaining('16 MiB'),
	});
	expect(await connection.client.hello()).toMatchObject({pid: process.pid});
});

const json = {'content-type': 'application/json'};

type Asked = {
	readonly path: string;
	readonly method?: string;
	readonly body?: string;
	readonly headers?: Record<string, string>;
};

/** As `curl --json` would ask. */
async function ask(socketPath: string, {path, method = 'GET', body, headers = body ? json : {}}: Asked) {
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		request({socketPath, path, method, headers}, resolve).on('error', reject).end(body);
	});
	return {status: response.statusCode, body: JSON.parse(await text(response))};
}
