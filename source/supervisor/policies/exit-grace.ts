import type {Cancel, Clock} from '../clock.ts';

/** How long a program may take to exit after its input has ended and its last turn is finished. */
const exitGraceMs = 30_000;

/** A timer for a program that has finished and should exit. */
export type ExitGrace = {
	/** Starts the timer: the program's input has ended. */
	begin(): void;
	/** Ends the program at once, as when the time has run out. */
	runOut(): void;
	/** Whether the time ran out, so that the program was ended. */
	readonly hasRunOut: boolean;
	cancel(): void;
};

export function createExitGrace({clock, onRunOut}: {readonly clock: Clock; readonly onRunOut: () => void}): ExitGrace {
	let hasRunOut = false;
	let cancelTimer: Cancel | undefined;

	const runOut = () => {
		hasRunOut = true;
		onRunOut();
	};

	return {
		begin() {
			cancelTimer = clock.after(exitGraceMs, runOut);
		},
		runOut,
		get hasRunOut() {
			return hasRunOut;
		},
		cancel: () => cancelTimer?.(),
	};
}
