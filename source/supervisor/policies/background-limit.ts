import type {BackgroundTask} from '../../core/fleet/agent-event.ts';
import type {Cancel, Clock} from '../clock.ts';

/** Follows what still runs behind a finished turn, and ends the wait for commands that go on for ever. */
export type BackgroundLimit = {
	/** What still runs behind the finished turn; nothing while a turn runs. */
	follow(tasks: readonly BackgroundTask[]): void;
	cancel(): void;
};

export type BackgroundLimitOptions = {
	readonly clock: Clock;
	/** 0: no limit. */
	readonly limitMs: number;
	/** Called with the names of what runs whenever they change. */
	readonly onChanged: (names: readonly string[]) => void;
	readonly onRunOut: () => void;
};

/**
 * Calls `onRunOut` once a finished agent has waited `limitMs` for commands that it left running, such as a server. A
 * subagent in the background still works on the story, so the wait for it has no limit here.
 */
export function createBackgroundLimit(options: BackgroundLimitOptions): BackgroundLimit {
	const {clock, limitMs, onChanged, onRunOut} = options;
	let known: readonly string[] = [];
	let cancelTimer: Cancel | undefined;
	let hasRunOut = false;

	const cancel = () => {
		cancelTimer?.();
		cancelTimer = undefined;
	};

	return {
		follow(tasks) {
			// While it ends, the program ends its tasks one by one; what they were is known.
			if (hasRunOut) {
				return;
			}

			const names = tasks.map(({name}) => name);

			if (names.join('\n') !== known.join('\n')) {
				known = names;
				onChanged(names);
			}

			const areCommands = tasks.length > 0 && tasks.every(({isCommand}) => isCommand);

			if (!areCommands) {
				cancel();
			} else if (limitMs > 0 && !cancelTimer) {
				cancelTimer = clock.after(limitMs, () => {
					hasRunOut = true;
					onRunOut();
				});
			}
		},
		cancel,
	};
}
