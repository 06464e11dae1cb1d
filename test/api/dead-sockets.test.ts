import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {removeDeadSockets} from '../../source/api/dead-sockets.ts';

test('sockets that nobody listens on go; living ones and what is not ours stay', async () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-sockets-'));
	onTestFinished(() => rmSync(folder, {recursive: true}));
	const at = (name: string) => path.join(folder, name);
	await leaveDeadSocket(at('00000000000000aa.sock'));
	await leaveDeadSocket(at('somebody-elses.sock'));
	writeFileSync(at('00000000000000cc.sock'), 'a file');
	const server = createServer().listen(at('00000000000000bb.sock'));
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
