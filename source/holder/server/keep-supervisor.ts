import type {RestartLine} from '../protocol/messages.ts';
import type {SupervisorWatch} from './holder.ts';

/** After its supervisor died, the first new one is started this soon; each further one waits twice as long, up to the longest. */
const firstDelayMs = 100;
const longestDelayMs = 60_000;
/** A supervisor that said goodbye has a successor, which is given this long to come. */
const successorMs = 10_000;
/** One that lived this long has not died of what it found at its start. */
const settledMs = 30_000;
/** How long a holder without runs and without a client stays. */
const idleMs = 5000;

export type KeepSupervisorOptions = {
	readonly runCount: () => number;
	readonly clientCount: () => number;
	/** Starts a supervisor; that it came is told by its connection. */
	readonly startSupervisor: (line: RestartLine) => void;
	/** Nobody needs the holder any more. */
	readonly onIdle: () => void;
	readonly now: () => number;
};

/** Sees to it that runs have a supervisor, and that a holder without either ends. */
export function keepSupervisor(options: KeepSupervisorOptions): SupervisorWatch & {close(): void} {
	const {runCount, clientCount, startSupervisor, onIdle, now} = options;
	let restart: RestartLine | undefined;
	let timer: NodeJS.Timeout | undefined;
	let delayMs = firstDelayMs;
	let cameAt = now();
	let isThere = false;

	const wait = (ms: number) => {
		clearTimeout(timer);
		timer = setTimeout(look, ms);
	};

	const look = () => {
		if (isThere) {
			return;
		}

		if (runCount() === 0) {
			clientCount() === 0 ? onIdle() : wait(idleMs);
		} else {
			restart && startSupervisor(restart);
			delayMs = Math.min(delayMs * 2, longestDelayMs);
			wait(Math.max(delayMs, startTimeMs));
		}
	};

	wait(idleMs);
	return {
		onCame(hello) {
			isThere = true;
			restart = hello.restart ?? restart;
			cameAt = now();
			clearTimeout(timer);
		},
		onGone(hasSaidBye) {
			isThere = false;
			delayMs = now() - cameAt >= settledMs ? firstDelayMs : delayMs;

			if (runCount() === 0) {
				wait(idleMs);
			} else {
				wait(hasSaidBye ? successorMs : delayMs);
			}
		},
		onEnd: onIdle,
		close: () => clearTimeout(timer),
	};
}

/** A supervisor that was started is given this long before another is. */
const startTimeMs = 5000;
