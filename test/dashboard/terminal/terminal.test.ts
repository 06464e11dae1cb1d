import {afterEach, expect, test, vi} from 'vitest';
import {createTerminal, type TowlineTerminal} from '../../../source/dashboard/terminal.ts';
import {toScreen} from '../../helpers/screen.ts';
import {RecordingStream} from './terminal-stream.ts';

const size = {columns: 20, rows: 4};
const enter = '\u001B[?1049h\u001B[?25l';
let terminals: TowlineTerminal[] = [];

afterEach(() => {
	vi.useRealTimers();

	for (const terminal of terminals) {
		terminal.restore();
	}

	terminals = [];
});

function setUp(options: {readonly fps?: number} = {}) {
	const stdout = new RecordingStream(size.columns, size.rows);
	const terminal = createTerminal({stdout, ...options});
	terminals.push(terminal);
	return {stdout, terminal};
}

/** As Ink: the whole frame again, over the old one. */
function frame(...lines: readonly string[]): string {
	return `\u001B[H\u001B[J${lines.join('\n')}`;
}

/** Ink waits with an empty write for all before it to be sent. */
function sent(terminal: TowlineTerminal): Promise<void> {
	return new Promise(resolve => terminal.write('', () => resolve()));
}

test('on the main screen everything goes through as it is', () => {
	const {stdout, terminal} = setUp();
	terminal.write('plain \u001B[31mred\n');
	expect(stdout.output).toBe('plain \u001B[31mred\n');
});

test('sends only the cells that changed', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(enter + frame('agent  running  1:09', 'second'));
	await sent(terminal);
	stdout.writes.length = 0;
	terminal.write(frame('agent  running  1:10', 'second'));
	await sent(terminal);
	expect(stdout.output).toBe('\u001B[?2026h\u001B[1;19H10\u001B[?2026l');
});

test('moves a block of lines with a scroll region', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(enter + frame('title', 'the first line of it', 'the second line', 'the third one'));
	await sent(terminal);
	stdout.writes.length = 0;
	terminal.write(frame('title', 'the second line', 'the third one', 'and 4'));
	await sent(terminal);
	expect(stdout.output).toBe('\u001B[?2026h\u001B[2;4r\u001B[4H\n\u001B[r\u001B[4Hand 4\u001B[?2026l');
});

test('sends nothing when nothing changed', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(enter + frame('same'));
	await sent(terminal);
	const {bytesWritten} = terminal;
	terminal.write(frame('same'));
	await sent(terminal);
	expect(terminal.bytesWritten).toBe(bytesWritten);
	expect(bytesWritten).toBe(Buffer.byteLength(stdout.output));
});

test('joins what is written at once into one update', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(enter);
	terminal.write('\u001B[?2026h');
	terminal.write(frame('one'));
	terminal.write(frame('two'));
	terminal.write('\u001B[?2026l');
	await expect.poll(() => stdout.output).toContain('two');
	expect(stdout.output).not.toContain('one');
});

test('a stalled line gets the newest state once it takes something again, and nothing before', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(enter + frame('frame 0'));
	await sent(terminal);
	stdout.isStalled = true;
	const before = stdout.writes.length;

	for (let count = 1; count <= 500; count++) {
		terminal.write(frame(`frame ${count}`, 'x'.repeat(count % 20)));
		// An update is tried after each frame.
		await new Promise(resolve => setImmediate(resolve));
	}

	expect(terminal.isStalled).toBe(true);
	expect(stdout.writes.length).toBe(before + 1);
	stdout.drain();
	await expect.poll(() => stdout.writes.length).toBe(before + 2);
	const screen = await toScreen(stdout.output, size);
	expect(screen.lines[0]).toBe('frame 500');
});

test('sends at most as many updates a second as it may', async () => {
	vi.useFakeTimers();
	const {stdout, terminal} = setUp({fps: 4});
	terminal.write(enter);

	for (let ms = 0; ms < 1000; ms += 10) {
		terminal.write(frame(`at ${ms}`));
		await vi.advanceTimersByTimeAsync(10);
	}

	const updates = stdout.writes.filter(write => write.includes('?2026h'));
	expect(updates.length).toBeGreaterThanOrEqual(4);
	expect(updates.length).toBeLessThanOrEqual(5);
});

test('a resized terminal is cleared and painted again', async () => {
	const {stdout, terminal} = setUp();
	const resized = vi.fn();
	terminal.on('resize', resized);
	terminal.write(enter + frame('one', 'two'));
	await sent(terminal);
	stdout.writes.length = 0;
	stdout.resize(10, 3);
	await sent(terminal);
	expect(resized).toHaveBeenCalledOnce();
	expect([terminal.columns, terminal.rows]).toEqual([10, 3]);
	expect((await toScreen(stdout.output, {columns: 10, rows: 3})).text).toBe('one\ntwo');
});

test('redraw paints everything again', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(enter + frame('one', '\u001B[31mtwo\u001B[39m'));
	await sent(terminal);
	stdout.writes.length = 0;
	terminal.redraw();
	await sent(terminal);
	const screen = await toScreen(`garbage\u001B[7m\u001B[3;3H${stdout.output}`, size);
	expect(screen.text).toBe('one\ntwo');
	expect(screen.cells[1]?.[0]).toMatchObject({foreground: {kind: 'palette', index: 1}, inverse: false});
});

test('titles, bells and the clipboard go through, also those that Ink is given', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(`${enter}\u001B]52;c;aGk=\u0007${frame('one')}\u001BPtmux;\u001B\u001B]9;done\u0007\u001B\\`);
	terminal.send('\u001B]0;2 running\u0007');
	await sent(terminal);
	expect(stdout.output).toContain('\u001B]52;c;aGk=\u0007');
	expect(stdout.output).toContain('\u001BPtmux;\u001B\u001B]9;done\u0007\u001B\\');
	expect(stdout.output).toContain('\u001B]0;2 running\u0007');
	expect((await toScreen(stdout.output, size)).text).toBe('one');
});

test('the cursor stands where Ink shows it', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(`${enter}${frame('name: shop', '')}\u001B[1A\u001B[7G\u001B[?25h`);
	await sent(terminal);
	expect((await toScreen(stdout.output, size)).cursor).toEqual({row: 0, column: 6, isVisible: true});
});

test('reports of the mouse are on only while the screen is ours, and can be switched off', async () => {
	const {stdout, terminal} = setUp();
	terminal.setMouse(true);
	expect(stdout.output).not.toContain('\u001B[?1006h');
	terminal.write(`${enter}${frame('a')}`);
	await sent(terminal);
	expect(stdout.output).toContain('\u001B[?1000h\u001B[?1006h');
	terminal.setMouse(false);
	expect(stdout.output).toContain('\u001B[?1006l\u001B[?1000l');
	terminal.setMouse(true);
	const before = stdout.output.length;
	terminal.restore();
	expect(stdout.output.slice(before)).toContain('\u001B[?1006l\u001B[?1000l');
});

test('restores the terminal, once, and draws nothing after', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(`before\n${enter}\u001B[?2004h${frame('\u001B[7minverse')}`);
	await sent(terminal);
	terminal.restore();
	const after = stdout.output;
	terminal.restore();
	terminal.write(frame('late'));
	await sent(terminal);
	expect(stdout.output).toBe(after);
	const screen = await toScreen(`${after}after`, size);
	expect(screen.text).toBe('before\nafter');
	expect(screen.cells[1]?.[0]?.inverse).toBe(false);
	expect(screen.cursor.isVisible).toBe(true);
});

test('leaves no listener behind', () => {
	const before = process.listenerCount('exit');
	const {stdout, terminal} = setUp();
	terminal.restore();
	expect(process.listenerCount('exit')).toBe(before);
	expect(stdout.listenerCount('resize')).toBe(0);
});

test('comes back from the main screen with everything painted', async () => {
	const {stdout, terminal} = setUp();
	terminal.write(enter + frame('dashboard'));
	await sent(terminal);
	terminal.write('\u001B[?25h\u001B[?1049l');
	stdout.write('an editor was here\n');
	terminal.write(`\u001B[?1049h${frame('dashboard')}`);
	await sent(terminal);
	expect((await toScreen(stdout.output, size)).text).toBe('dashboard');
});

test('a terminal that went away is told once, and written to no more', () => {
	const {stdout, terminal} = setUp();
	const closed = vi.fn();
	terminal.on('close', closed);
	stdout.emit('error', new Error('write EIO'));
	stdout.emit('error', new Error('write EIO'));
	terminal.write('more');
	expect(closed).toHaveBeenCalledOnce();
	expect(stdout.output).toBe('');
});
