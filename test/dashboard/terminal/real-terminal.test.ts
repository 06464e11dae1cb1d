import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {spawn} from 'node-pty';
import {afterAll, afterEach, expect, test} from 'vitest';
import {createHeadlessTerminal} from '../../helpers/screen.ts';

const size = {columns: 80, rows: 24};
const folder = mkdtempSync(path.join(tmpdir(), 'towline-stalled-'));
let end: (() => void) | undefined;

afterEach(() => {
	end?.();
	end = undefined;
});

afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

test('a terminal that takes nothing stops neither the process nor fills its memory, and then gets the newest frame', async () => {
	const report = path.join(folder, 'report.json');
	const {pty, headless, exited} = run('busy-program.ts', report);
	pty._socket.pause();

	await expect.poll(() => existsSync(report)).toBe(true);
	const {isStalled, bytesWritten} = JSON.parse(readFileSync(report, 'utf8'));
	expect(isStalled).toBe(true);
	expect(bytesWritten).toBeLessThan(200_000);

	pty._socket.resume();
	await expect.poll(() => headless.screen().lines[0]).toBe('frame 3000');
	pty.write('\r');
	expect(await exited).toBe(0);
	await expect.poll(() => headless.screen().text).toBe('');
});

test('a crash leaves the terminal as it was, with the error to read', async () => {
	const {headless, exited} = run('crashing-program.ts');
	expect(await exited).toBe(1);
	await expect.poll(() => headless.screen().text).toMatch(/^before\n.*the dashboard crashed/s);
	const {cells, cursor, text} = headless.screen();
	expect(text).not.toContain('dashboard\n');
	expect(cells[0]?.[0]?.foreground).toEqual({kind: 'default'});
	expect(cursor.isVisible).toBe(true);
});

/** Runs one of the programs beside this file in a PTY, and shows what it prints on a screen. */
function run(name: string, ...parameters: readonly string[]) {
	const pty = spawn(process.execPath, [path.join(import.meta.dirname, name), ...parameters], {
		name: 'xterm-256color',
		cols: size.columns,
		rows: size.rows,
		cwd: folder,
		env: {PATH: process.env.PATH ?? ''},
		encoding: null,
	});
	const headless = createHeadlessTerminal(size);
	pty.onData(data => void headless.write(data));
	// Reading a terminal whose program ended is an error on Linux.
	pty.on('error', () => {});
	end = () => {
		headless.dispose();
		pty.kill('SIGKILL');
	};
	const exited = new Promise<number>(resolve => {
		pty.onExit(({exitCode}) => {
			end = () => headless.dispose();
			resolve(exitCode);
		});
	});
	return {pty, headless, exited};
}
