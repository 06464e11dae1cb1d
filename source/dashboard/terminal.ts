import {EventEmitter} from 'node:events';
import {OutputStream, setBlocking, type TerminalStream} from './terminal/output-stream.ts';
import {ScreenPainter} from './terminal/screen-painter.ts';

export {setBlocking, type TerminalStream} from './terminal/output-stream.ts';

/** `fps` limits the updates sent per second; by default each frame that Ink draws is sent. */
export type TerminalOptions = {readonly stdout: TerminalStream; readonly fps?: number};

/** The writable that Ink draws to: only what changed on the screen goes to the real terminal. */
export type TowlineTerminal = TerminalStream & {
	readonly columns: number;
	readonly rows: number;
	readonly isTTY: boolean;
	/** All bytes sent to the real terminal so far. */
	readonly bytesWritten: number;
	/** Whether the last update was not flushed yet. Frames wait until it is, and then only the newest is sent. */
	readonly isStalled: boolean;
	/** Clears the screen and paints it again, for when something else wrote to it. */
	redraw(): void;
	/** Whether the terminal reports clicks and the wheel; off at first. It reports none while another program has the screen. */
	setMouse(isOn: boolean): void;
	/** Sends a sequence that draws nothing: a title, a bell, the clipboard. It goes with the next update. */
	send(sequence: string): void;
	/** Restores the terminal: main screen, cursor shown, no style. Draws nothing afterwards; may be called twice. */
	restore(): void;
};

const defaultSize = {columns: 80, rows: 24};
const alternateScreen = /(\u001B\[\?(?:1049|1047|47)[hl])/;
/** Wrapping is off: a character that the terminal draws wider than we think cannot then overwrite the next line. */
const enterAlternate = '\u001B[?1049h\u001B[?7l';
const leaveAlternate = '\u001B[m\u001B[r\u001B[?7h\u001B[?1049l';
/** Also ends the input modes that Ink sets, and an update that was interrupted. */
const leaveAll = `\u001B[?2026l\u001B[?2004l${leaveAlternate}\u001B[?25h`;
/** Clicks and the wheel, in the SGR format, which has no limit of 223 columns. */
const mouseOn = '\u001B[?1000h\u001B[?1006h';
const mouseOff = '\u001B[?1006l\u001B[?1000l';
/** How long leaving waits for a stalled connection. */
const longestBarrierMs = 1000;

/**
 * Creates the terminal. Ink writes whole frames to it (`incrementalRendering: false`), which it draws in memory; what differs
 * from the real screen is sent. On the main screen, and where there is no terminal, everything goes through as it is.
 */
export function createTerminal({stdout, fps}: TerminalOptions): TowlineTerminal {
	return new Terminal(stdout, fps === undefined ? 0 : 1000 / fps);
}

class Terminal extends EventEmitter implements TowlineTerminal {
	readonly writable = true;
	readonly destroyed = false;
	readonly writableEnded = false;
	readonly #stdout: TerminalStream;
	readonly #output: OutputStream;
	readonly #intervalMs: number;
	#painter: ScreenPainter;
	#isAlternate = false;
	#isRestored = false;
	#isMouseOn = false;
	#isDue = false;
	#lastUpdateAt = Number.NEGATIVE_INFINITY;

	constructor(stdout: TerminalStream, intervalMs: number) {
		super();
		this.setMaxListeners(0);
		this.#stdout = stdout;
		this.#intervalMs = intervalMs;
		this.#painter = new ScreenPainter(this.columns, this.rows);
		this.#output = new OutputStream(stdout, {
			onIdle: () => this.#schedule(),
			onGone: () => this.emit('close'),
		});
		stdout.on('resize', this.#onResize);
		process.on('exit', this.#onExit);
		// Runs before Node prints the error, which would be lost on the alternate screen.
		process.on('uncaughtExceptionMonitor', this.#onExit);
	}

	get columns(): number {
		return this.#stdout.columns || defaultSize.columns;
	}

	get rows(): number {
		return this.#stdout.rows || defaultSize.rows;
	}

	get isTTY(): boolean {
		return this.#stdout.isTTY === true;
	}

	get bytesWritten(): number {
		return this.#output.bytesWritten;
	}

	get isStalled(): boolean {
		return this.#output.isBusy;
	}

	getColorDepth(env?: object): number {
		return this.#stdout.getColorDepth?.(env) ?? 1;
	}

	hasColors(count?: number | object, env?: object): boolean {
		return this.#stdout.hasColors?.(count, env) ?? false;
	}

	/** Never blocks. Ink writes an empty chunk to learn whether everything was sent. */
	write(chunk: Uint8Array | string, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
		const done = typeof encoding === 'function' ? encoding : callback;
		const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');

		for (const part of text.split(alternateScreen)) {
			this.#take(part);
		}

		if (text === '') {
			this.#update();
		}

		if (done) {
			this.#output.whenIdle(() => done(), longestBarrierMs);
		}

		return true;
	}

	/** Required of a writable; the terminal stays usable. */
	end(chunk?: Uint8Array | string | Callback, encoding?: BufferEncoding | Callback, callback?: Callback): this {
		const done = [chunk, encoding, callback].find(argument => typeof argument === 'function');
		this.write(typeof chunk === 'function' || chunk === undefined ? '' : chunk, done);
		return this;
	}

	redraw(): void {
		this.#painter.forgetScreen();
		this.#schedule();
	}

	setMouse(isOn: boolean): void {
		if (isOn !== this.#isMouseOn) {
			this.#isMouseOn = isOn;

			if (this.#isAlternate) {
				this.#output.write(isOn ? mouseOn : mouseOff);
			}
		}
	}

	send(sequence: string): void {
		if (this.#isAlternate) {
			this.#painter.send(sequence);
			this.#schedule();
		} else if (!this.#isRestored) {
			this.#output.write(sequence);
		}
	}

	restore(): void {
		if (this.#isRestored) {
			return;
		}

		this.#isRestored = true;
		this.#stdout.off('resize', this.#onResize);
		process.off('exit', this.#onExit);
		process.off('uncaughtExceptionMonitor', this.#onExit);

		if (this.#isAlternate) {
			this.#isAlternate = false;
			this.#output.write((this.#isMouseOn ? mouseOff : '') + leaveAll);
			this.#blockAgain();
		}
	}

	#take(part: string): void {
		if (part === '' || this.#isRestored) {
			return;
		}

		if (alternateScreen.test(part)) {
			this.#switchScreen(part.endsWith('h'));
		} else if (this.#isAlternate) {
			this.#painter.draw(part);
			this.#schedule();
		} else {
			this.#output.write(part);
		}
	}

	#switchScreen(isAlternate: boolean): void {
		if (isAlternate === this.#isAlternate) {
			return;
		}

		this.#isAlternate = isAlternate;

		if (isAlternate) {
			setBlocking(this.#stdout, false);
			this.#painter.clear();
			this.#output.write(enterAlternate + (this.#isMouseOn ? mouseOn : ''));
		} else {
			this.#output.write(this.#painter.takeControls() + (this.#isMouseOn ? mouseOff : '') + leaveAlternate);
			this.#blockAgain();
		}
	}

	/** Not on a stalled connection: leaving must not hang. */
	#blockAgain(): void {
		if (this.#stdout.writableLength === undefined || this.#stdout.writableLength === 0) {
			setBlocking(this.#stdout, true);
		}
	}

	/** Ink writes a frame in several pieces, so the update comes after all of them. */
	#schedule(): void {
		if (this.#isDue || !this.#isAlternate) {
			return;
		}

		this.#isDue = true;
		const waitMs = this.#lastUpdateAt + this.#intervalMs - performance.now();
		const run = () => {
			this.#isDue = false;
			this.#update();
		};

		if (waitMs > 0) {
			setTimeout(run, waitMs);
		} else {
			setImmediate(run);
		}
	}

	/** Sends nothing while the connection is stalled, and the newest state afterwards. */
	#update(): void {
		if (!this.#isAlternate || this.#output.isBusy) {
			return;
		}

		const output = this.#painter.update();

		if (output !== '') {
			this.#lastUpdateAt = performance.now();
			this.#output.write(output);
		}
	}

	readonly #onResize = () => {
		this.#painter.resize(this.columns, this.rows);
		this.emit('resize');
		this.#schedule();
	};

	readonly #onExit = () => this.restore();
}

type Callback = (error?: Error | null) => void;
