/** The part of a stream's interface that the terminal uses; `process.stdout`, or a stream in a test. */
export type TerminalStream = NodeJS.WritableStream & {
	readonly columns?: number;
	readonly rows?: number;
	readonly isTTY?: boolean;
	/** Bytes that were written but not flushed. */
	readonly writableLength?: number;
	getColorDepth?(env?: object): number;
	hasColors?(count?: number | object, env?: object): boolean;
};

/** `onIdle` is called each time everything written was flushed; `onGone` once, when the stream failed. */
export type OutputListener = {readonly onIdle: () => void; readonly onGone: () => void};

/**
 * Writes to the real terminal's stream and reports when everything was flushed. A caller that writes only then buffers one
 * update at most, however long the connection stalls. After the stream has failed, nothing is written.
 */
export class OutputStream {
	readonly #stream: TerminalStream;
	readonly #listener: OutputListener;
	readonly #waiting = new Set<() => void>();
	#pending = 0;
	#bytesWritten = 0;
	#isGone = false;

	constructor(stream: TerminalStream, listener: OutputListener) {
		this.#stream = stream;
		this.#listener = listener;
		// Never removed: without a listener, a lost connection would crash the process.
		stream.on('error', () => this.#fail());
	}

	/** Whether something was not flushed yet, or the stream has failed. */
	get isBusy(): boolean {
		return this.#pending > 0 || this.#isGone;
	}

	get bytesWritten(): number {
		return this.#bytesWritten;
	}

	/** Writes even while busy, for output that must not be lost, such as leaving the alternate screen. */
	write(output: string): void {
		if (this.#isGone) {
			return;
		}

		this.#pending += 1;
		this.#bytesWritten += Buffer.byteLength(output);
		this.#stream.write(output, () => this.#settle());
	}

	/** Calls back when everything was flushed, or after `limitMs` if the connection stalls. */
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

/**
 * Sets whether a write to the terminal blocks the process until the terminal has read it. Node makes terminals blocking,
 * so a stalled ssh connection would freeze keys and timers, and it has no public way to change that. Without a terminal
 * handle (pipes, tests, a future Node) this does nothing. Set it back to blocking before a child inherits the terminal:
 * most programs expect that.
 */
export function setBlocking(stream: object, isBlocking: boolean): void {
	const handle: unknown = Reflect.get(stream, '_handle');

	if (isTerminalHandle(handle)) {
		handle.setBlocking(isBlocking);
	}
}

type TerminalHandle = {setBlocking(isBlocking: boolean): unknown};

function isTerminalHandle(handle: unknown): handle is TerminalHandle {
	return (
		typeof handle === 'object' && handle !== null && 'setBlocking' in handle && typeof handle.setBlocking === 'function'
	);
}
