import type {ProcessExit} from './launcher.ts';

/** Buffers a process's output and exit until there are listeners. The exit always comes last. */
export type Output = {
	push(chunk: Uint8Array): void;
	/** Call once; chunks pushed afterwards are dropped. */
	finish(exit: ProcessExit): void;
	onData(listener: (chunk: Uint8Array) => void): void;
	onExit(listener: (exit: ProcessExit) => void): void;
};

/** One listener each; a second one replaces the first and gets only what follows. */
export function createOutput(): Output {
	let dataListener: ((chunk: Uint8Array) => void) | undefined;
	let exitListener: ((exit: ProcessExit) => void) | undefined;
	let buffered: Uint8Array[] = [];
	let exit: ProcessExit | undefined;
	let hasReportedExit = false;

	const reportExit = () => {
		if (exit && exitListener && !hasReportedExit && buffered.length === 0) {
			hasReportedExit = true;
			exitListener(exit);
		}
	};

	return {
		push(chunk) {
			if (exit) {
				return;
			}

			if (dataListener) {
				dataListener(chunk);
			} else {
				buffered.push(chunk);
			}
		},
		finish(processExit) {
			exit ??= processExit;
			reportExit();
		},
		onData(listener) {
			dataListener = listener;
			const chunks = buffered;
			buffered = [];

			for (const chunk of chunks) {
				listener(chunk);
			}

			reportExit();
		},
		onExit(listener) {
			exitListener = listener;
			reportExit();
		},
	};
}
