import {EventEmitter} from 'node:events';
import type {TerminalStream} from '../../../source/dashboard/terminal.ts';

/** A terminal's stream that keeps what is written, and can be told to stop taking it. */
export class RecordingStream extends EventEmitter implements TerminalStream {
	readonly writable = true;
	readonly isTTY = true;
	columns: number;
	rows: number;
	/** Each write, in order. */
	readonly writes: string[] = [];
	/** While true, writes are kept but not reported as taken. */
	isStalled = false;
	#waiting: (() => void)[] = [];

	constructor(columns: number, rows: number) {
		super();
		this.columns = columns;
		this.rows = rows;
	}

	get output(): string {
		return this.writes.join('');
	}

	write(chunk: Uint8Array | string, ...rest: readonly unknown[]): boolean {
		this.writes.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
		const done = rest.find(argument => typeof argument === 'function');

		if (this.isStalled) {
			this.#waiting.push(() => done?.());
		} else {
			done?.();
		}

		return true;
	}

	end(): this {
		return this;
	}

	/** Takes everything that was written while it was stalled. */
	drain(): void {
		this.isStalled = false;
		const waiting = this.#waiting;
		this.#waiting = [];

		for (const done of waiting) {
			done();
		}
	}

	resize(columns: number, rows: number): void {
		this.columns = columns;
		this.rows = rows;
		this.emit('resize');
	}
}
