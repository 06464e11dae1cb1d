import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, get} from 'node:http';
import {createServer as createSocketServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {text} from 'node:stream/consumers';
import {expect, onTestFinished, test, vi} from 'vitest';
import {bindSocket, removeDeadSockets} from '../../source/api/bound-socket.ts';

async function bind() {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-socket-'));
	const socketPath = path.join(folder, 'own', 's');
	const server = createServer((_request, response) => response.end('here'));
	const onError = vi.fn();
	const socket = await bindSocket({server, socketPath, onError, everyMs: 10});
	onTestFinished(async () => {
		const released = socket.release();
		server.closeAllConnections();
		await released;
		rmSync(folder, {recursive: true});
	});
	return {socketPath, socket, onError};
}

function ask(socketPath: string): Promise<string> {
	return new Promise(resolve => {
		get({socketPath, agent: false}, response => resolve(text(response))).on('error', error => resolve(error.message));
	});
}

test('a socket that was deleted with its folder is bound again', async () => {
	const {socketPath} = await bind();
	expect(await ask(socketPath)).toBe('here');
	rmSync(path.dirname(socketPath), {recursive: true});
	expect(await ask(socketPath)).toContain('ENOENT');
	await expect.poll(() => ask(socketPath)).toBe('here');
});

test("a successor's socket is left alone", async () => {
	const {socketPath, socket, onError} = await bind();
	rmSync(socketPath);
	writeFileSync(socketPath, 'its own');
	await socket.release();
	expect(await ask(socketPath)).toMatch(/ECONNREFUSED|ENOTSOCK/);
	expect(onError).not.toHaveBeenCalled();
});

test('sockets without a listener are removed; others and foreign files stay', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-sockets-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const at = (name: string) => path.join(folder, name);
	await leaveDeadSocket(at('00000000000000aa.sock'));
	await leaveDeadSocket(at('somebody-elses.sock'));
	writeFileSync(at('00000000000000cc.sock'), 'a file');
	const server = createSocketServer().listen(at('00000000000000bb.sock'));
	onTestFinished(() => void server.close());
	await once(server, 'listening');

	await removeDeadSockets(folder);
	expect(existsSync(at('00000000000000aa.sock'))).toBe(false);
	expect(existsSync(at('00000000000000bb.sock'))).toBe(true);
	expect(existsSync(at('somebody-elses.sock'))).toBe(true);
});

/** As a supervisor that was killed leaves it. */
async function leaveDeadSocket(file: string): Promise<void> {
	const script = `require('node:net').createServer().listen(${JSON.stringify(file)}, () => process.kill(process.pid, 'SIGKILL'))`;
	await once(spawn(process.execPath, ['-e', script]), 'exit');
	expect(existsSync(file)).toBe(true);
}
