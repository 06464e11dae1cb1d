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

/**
 * The way out to the real terminal: at most one write is under way, so a stalled line holds one update in memory and no
 * more. `isBusy` says that the last one has not been taken yet.
 */
export type Outlet = {
	readonly isBusy: boolean;
	readonly bytesWritten: number;
	/** Writes even when busy: for what may not be lost, like leaving the alternate screen. */
	write(output: string): void;
	/** Calls back once nothing is under way, at once if nothing is, or after `limitMs` on a line that stalls. */
	whenIdle(callback: () => void, limitMs: number): void;
};

/** `onIdle` is called each time a write was taken; `onGone` once, when the stream failed: nothing is written any more. */
export function createOutlet(
	stream: TerminalStream,
	{onIdle, onGone}: {readonly onIdle: () => void; readonly onGone: (error: Error) => void},
): Outlet {
	let pending = 0;
	let bytesWritten = 0;
	let isGone = false;
	const waiting = new Set<() => void>();
	const settle = () => {
		pending -= 1;

		if (pending === 0) {
			for (const callback of [...waiting]) {
				callback();
			}

			onIdle();
		}
	};
	const fail = (error: Error) => {
		if (!isGone) {
			isGone = true;
			onGone(error);
		}
	};

	stream.on('error', fail);

	return {
		get isBusy() {
			return pending > 0 || isGone;
		},
		get bytesWritten() {
			return bytesWritten;
		},
		write(output) {
			if (isGone) {
				return;
			}

			pending += 1;
			bytesWritten += Buffer.byteLength(output);
			stream.write(output, settle);
		},
		whenIdle(callback, limitMs) {
			if (pending === 0 || isGone) {
				callback();
				return;
			}

			const finish = () => {
				clearTimeout(timer);
				waiting.delete(finish);
				callback();
			};
			const timer = setTimeout(finish, limitMs);
			waiting.add(finish);
		},
	};
}
