import {EventEmitter} from 'node:events';
import {Socket} from 'node:net';
import {stripVTControlCharacters} from 'node:util';
import chalk from 'chalk';
import {render} from 'ink';
import type {ReactNode} from 'react';
import {createTerminal, type TowlineTerminal} from '../../source/dashboard/terminal.ts';
import {createHeadlessTerminal, type HeadlessTerminal, type Screen} from './screen.ts';

/** An Ink app on a terminal of its own size. */
export type RenderedScreen = {
	/** What the terminal shows now. */
	screen(): Screen;
	/** The lines as one text. */
	text(): string;
	/** The lines of the last frame that Ink wrote, without escape sequences: what it wants, where `screen` is what came of it. */
	frame(): readonly string[];
	readonly stdin: {
		/** Types: text, or the bytes of keys (`keys.enter`). */
		write(keys: string): void;
	};
	/** Resolves with the screen as soon as it fulfils the predicate; rejects with what it showed after `timeoutMs`. */
	waitUntil(predicate: (screen: Screen) => boolean, timeoutMs?: number): Promise<Screen>;
	/** Resolves once everything that is to be drawn was drawn and is on the screen. */
	settled(): Promise<void>;
	rerender(tree: ReactNode): void;
	resize(columns: number, rows: number): void;
	unmount(): void;
	/** Unmounts, so that `using app = renderToScreen(...)` cleans up also when the test fails. */
	[Symbol.dispose](): void;
};

/** The bytes that a terminal sends for keys that are no characters. */
export const keys = {
	enter: '\r',
	escape: '\u001B',
	tab: '\t',
	backspace: '\u007F',
	up: '\u001B[A',
	down: '\u001B[B',
	right: '\u001B[C',
	left: '\u001B[D',
	pageUp: '\u001B[5~',
	pageDown: '\u001B[6~',
	home: '\u001B[H',
	end: '\u001B[F',
	ctrlC: '\u0003',
	ctrlD: '\u0004',
	ctrlL: '\u000C',
	ctrlU: '\u0015',
	ctrlZ: '\u001A',
} as const;

/** Renders a tree the way the dashboard does: Ink, our terminal, and a real terminal's screen behind it. */
export function renderToScreen(
	tree: ReactNode,
	{columns = 80, rows = 24}: {readonly columns?: number; readonly rows?: number} = {},
): RenderedScreen {
	chalk.level = 3;
	const headless = createHeadlessTerminal({columns, rows});
	const stdout = new ScreenStdout(headless, columns, rows);
	const stdin = new FakeStdin();
	const terminal = createTerminal({stdout});
	const recorder = recordFrames(terminal);
	const app = render(tree, {
		stdout: terminal,
		stdin,
		interactive: true,
		alternateScreen: true,
		exitOnCtrlC: false,
		patchConsole: false,
		maxFps: 1000,
	});
	const unmount = () => {
		app.unmount();
		terminal.restore();
	};

	return {
		screen: () => headless.screen(),
		text: () => headless.text(),
		frame: () => recorder.frame,
		stdin: {write: text => stdin.type(text)},
		waitUntil: (predicate, timeoutMs = 120_000) => waitUntil(headless, stdout, predicate, timeoutMs),
		async settled() {
			await app.waitUntilRenderFlush();
			await new Promise<void>(resolve => terminal.write('', () => resolve()));
			await headless.write('');
		},
		rerender: app.rerender,
		resize(newColumns, newRows) {
			headless.resize(newColumns, newRows);
			stdout.resize(newColumns, newRows);
		},
		unmount,
		[Symbol.dispose]: unmount,
	};
}

/** Keeps the last frame that is written to the terminal. Ink writes a frame at once, between writes that draw nothing. */
function recordFrames(terminal: TowlineTerminal): {readonly frame: readonly string[]} {
	const recorder: {frame: readonly string[]} = {frame: []};
	const write = terminal.write.bind(terminal);
	const record = (...parameters: Parameters<typeof write>) => {
		const text = stripVTControlCharacters(parameters[0]);
		recorder.frame = text === '' ? recorder.frame : text.split('\n');
		return write(...parameters);
	};
	Object.assign(terminal, {write: record});
	return recorder;
}

async function waitUntil(
	headless: HeadlessTerminal,
	stdout: ScreenStdout,
	predicate: (screen: Screen) => boolean,
	timeoutMs: number,
): Promise<Screen> {
	const deadline = AbortSignal.timeout(timeoutMs);

	for (;;) {
		const screen = headless.screen();

		if (predicate(screen)) {
			return screen;
		}

		if (deadline.aborted) {
			throw new Error(`The screen did not come to that in ${timeoutMs} ms. It shows:\n${screen.text}`);
		}

		await stdout.nextChange(deadline);
	}
}

/** Takes what is written to the headless terminal, as a terminal's stream would. */
class ScreenStdout extends EventEmitter {
	readonly writable = true;
	readonly isTTY = true;
	columns: number;
	rows: number;
	readonly #headless: HeadlessTerminal;

	constructor(headless: HeadlessTerminal, columns: number, rows: number) {
		super();
		this.#headless = headless;
		this.columns = columns;
		this.rows = rows;
	}

	write(chunk: Uint8Array | string, ...rest: readonly unknown[]): boolean {
		const done = rest.find(argument => typeof argument === 'function');
		void this.#headless.write(chunk).then(() => {
			done?.();
			this.emit('change');
		});
		return true;
	}

	end(): this {
		return this;
	}

	getColorDepth(): number {
		return 24;
	}

	resize(columns: number, rows: number): void {
		this.columns = columns;
		this.rows = rows;
		this.emit('resize');
	}

	/** Resolves at the next change, or when the deadline is over. */
	nextChange(deadline: AbortSignal): Promise<void> {
		return new Promise(resolve => {
			const finish = () => {
				this.off('change', finish);
				deadline.removeEventListener('abort', finish);
				resolve();
			};
			this.on('change', finish);
			deadline.addEventListener('abort', finish);
		});
	}
}

/** A terminal's input that Ink accepts: raw mode exists, and what is typed can be read. */
class FakeStdin extends Socket {
	readonly isTTY = true;
	isRaw = false;

	type(keys: string): void {
		this.push(keys);
	}

	setRawMode(isRaw: boolean): this {
		this.isRaw = isRaw;
		return this;
	}

	override ref(): this {
		return this;
	}

	override unref(): this {
		return this;
	}

	/** What is typed is pushed; a socket would wait for its connection. */
	override _read(): void {}
}
