/** What a terminal needs of the stream it writes to: of `process.stdout`, or of a stream in a test. */
export type TerminalStream = NodeJS.WritableStream & {
	readonly columns?: number;
	readonly rows?: number;
	readonly isTTY?: boolean;
	/** Bytes that were written and not taken yet. */
	readonly writableLength?: number;
	getColorDepth?(env?: object): number;
	hasColors?(count?: number | object, env?: object): boolean;
};

/** `onIdle` is called each time nothing is under way any more; `onGone` once, when the stream failed. */
export type OutletListener = {readonly onIdle: () => void; readonly onGone: () => void};

/**
 * The way out to the real terminal. It knows whether the last write was taken: who writes only then holds one update in
 * memory however long the line stalls. After the stream failed nothing is written any more.
 */
export class Outlet {
	readonly #stream: TerminalStream;
	readonly #listener: OutletListener;
	readonly #waiting = new Set<() => void>();
	#pending = 0;
	#bytesWritten = 0;
	#isGone = false;

	constructor(stream: TerminalStream, listener: OutletListener) {
		this.#stream = stream;
		this.#listener = listener;
		// For as long as the process lives: without a listener a line that is cut would crash it.
		stream.on('error', () => this.#fail());
	}

	/** Whether something has not been taken yet. */
	get isBusy(): boolean {
		return this.#pending > 0 || this.#isGone;
	}

	get bytesWritten(): number {
		return this.#bytesWritten;
	}

	/** Writes even when busy: for what may not be lost, like leaving the alternate screen. */
	write(output: string): void {
		if (this.#isGone) {
			return;
		}

		this.#pending += 1;
		this.#bytesWritten += Buffer.byteLength(output);
		this.#stream.write(output, () => this.#settle());
	}

	/** Calls back once nothing is under way, at once if nothing is, or after `limitMs` on a line that stalls. */
	whenIdle(callback: () => void, limitMs: number): void {
		if (this.#pending === 0 || this.#isGone) {
			callback();
			return;
		}

		const finish = () => {
			clearTimeout(timer);
			this.#waiting.delete(finish);
			callback();
		};
		const timer = setTimeout(finish, limitMs);
		this.#waiting.add(finish);
	}

	#settle(): void {
		this.#pending -= 1;

		if (this.#pending > 0) {
			return;
		}

		for (const finish of [...this.#waiting]) {
			finish();
		}

		this.#listener.onIdle();
	}

	#fail(): void {
		if (!this.#isGone) {
			this.#isGone = true;
			this.#listener.onGone();
		}
	}
}
