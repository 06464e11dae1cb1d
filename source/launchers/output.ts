import type {ProcessExit} from './launcher.ts';

/** What a process printed and how it ended, held back until somebody listens: the exit always comes last. */
export type Output = {
	push(chunk: Uint8Array): void;
	/** Once; what is pushed afterwards is dropped. */
	finish(exit: ProcessExit): void;
	onData(listener: (chunk: Uint8Array) => void): void;
	onExit(listener: (exit: ProcessExit) => void): void;
};

/** One listener each; a second one would get only what comes after it, and replaces the first. */
export function createOutput(): Output {
	let dataListener: ((chunk: Uint8Array) => void) | undefined;
	let exitListener: ((exit: ProcessExit) => void) | undefined;
	let waiting: Uint8Array[] = [];
	let exit: ProcessExit | undefined;
	let hasTold = false;

	const tellExit = () => {
		if (exit && exitListener && !hasTold && waiting.length === 0) {
			hasTold = true;
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
				waiting.push(chunk);
			}
		},
		finish(processExit) {
			exit ??= processExit;
			tellExit();
		},
		onData(listener) {
			dataListener = listener;
			const held = waiting;
			waiting = [];

			for (const chunk of held) {
				listener(chunk);
			}

			tellExit();
		},
		onExit(listener) {
			exitListener = listener;
			tellExit();
		},
	};
}
