import type {Cancel, Clock} from '../clock.ts';

/** How long a program may take to exit once its input has ended and it has nothing left to do. */
const exitGraceMs = 30_000;

/** Ends a program that has finished and does not exit. */
export type ExitGrace = {
	/** Its input has ended: from now on it should exit by itself. */
	begin(): void;
	/** Whether it did not, and was ended by us. */
	readonly hasRunOut: boolean;
	cancel(): void;
};

export function createExitGrace({clock, onRunOut}: {readonly clock: Clock; readonly onRunOut: () => void}): ExitGrace {
	let hasRunOut = false;
	let cancelTimer: Cancel | undefined;
	return {
		begin() {
			cancelTimer = clock.after(exitGraceMs, () => {
				hasRunOut = true;
				onRunOut();
			});
		},
		get hasRunOut() {
			return hasRunOut;
		},
		cancel: () => cancelTimer?.(),
	};
}
