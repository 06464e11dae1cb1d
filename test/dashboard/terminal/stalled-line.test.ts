import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {spawn} from 'node-pty';
import {afterEach, expect, test} from 'vitest';
import {createHeadlessTerminal} from '../../helpers/screen.ts';

const size = {columns: 80, rows: 24};
const folder = mkdtempSync(path.join(tmpdir(), 'towline-stalled-'));
let end: (() => void) | undefined;

afterEach(() => {
	end?.();
	rmSync(folder, {recursive: true, force: true});
});

test('a terminal that takes nothing stops neither the process nor fills its memory, and then gets the newest frame', async () => {
	const report = path.join(folder, 'report.json');
	const program = path.join(import.meta.dirname, 'busy-program.ts');
	const pty = spawn(process.execPath, [program, report], {
		name: 'xterm-256color',
		cols: size.columns,
		rows: size.rows,
		cwd: folder,
		env: {PATH: process.env.PATH ?? ''},
		encoding: null,
	});
	pty.on('error', () => {});
	const exited = new Promise<number>(resolve => pty.onExit(({exitCode}) => resolve(exitCode)));
	end = () => pty.kill('SIGKILL');
	pty._socket.pause();
	const headless = createHeadlessTerminal(size);
	pty.onData(data => void headless.write(data));

	await expect.poll(() => existsSync(report), {timeout: 10_000}).toBe(true);
	const {isStalled, bytesWritten} = JSON.parse(readFileSync(report, 'utf8'));
	expect(isStalled).toBe(true);
	expect(bytesWritten).toBeLessThan(200_000);

	pty._socket.resume();
	await expect.poll(() => headless.screen().lines[0], {timeout: 5000}).toBe('frame 3000');
	pty.write('\r');
	expect(await exited).toBe(0);
	end = undefined;
	await expect.poll(() => headless.screen().text).toBe('');
	headless.dispose();
});
