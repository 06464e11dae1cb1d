import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, get} from 'node:http';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {text} from 'node:stream/consumers';
import {expect, onTestFinished, test, vi} from 'vitest';
import {bindSocket} from '../../source/api/bound-socket.ts';

async function held() {
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

test('a socket that somebody deletes, with its folder, is there again', async () => {
	const {socketPath} = await held();
	expect(await ask(socketPath)).toBe('here');
	rmSync(path.dirname(socketPath), {recursive: true});
	expect(await ask(socketPath)).toContain('ENOENT');
	await expect.poll(() => ask(socketPath)).toBe('here');
});

test("a successor's socket is left alone", async () => {
	const {socketPath, socket, onError} = await held();
	rmSync(socketPath);
	writeFileSync(socketPath, 'its own');
	await socket.release();
	expect(await ask(socketPath)).toMatch(/ECONNREFUSED|ENOTSOCK/);
	expect(onError).not.toHaveBeenCalled();
});
