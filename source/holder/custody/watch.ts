import type {Cancel, Clock} from '../../supervisor/clock.ts';
import type {ProcessEntry, Processes, ProcessTable} from './process-table.ts';
import {type Resources, toResources} from './resources.ts';
import type {Tracker} from './tracker.ts';

/**
 * How often the runs' processes are checked. A process escapes custody only if between two checks it clears its environment and
 * leaves its parent and session, and is in no scope. A check takes 15-30 ms with 500 processes.
 */
const checkEveryMs = 3000;

/** A run that is checked regularly. */
export type Watched = {
	readonly tracker: Tracker;
	/** Operations running or waiting for this run; while there are any, they read the table themselves. */
	operations: number;
	/** The result of the last check; `at` is elapsed time. */
	before: {readonly at: number; readonly entries: readonly ProcessEntry[]} | undefined;
	resources: Resources | undefined;
};

/** Checks all runs with one read of the process table, while there are any. Call `update` when a run was added or removed. */
export function createWatch(options: {
	readonly clock: Clock;
	readonly processes: Processes;
	readonly runs: () => Iterable<Watched>;
}): {update(): void} {
	const {clock, processes, runs} = options;
	let cancel: Cancel | undefined;

	const update = () => {
		const isNeeded = [...runs()].length > 0;

		if (!isNeeded) {
			cancel?.();
			cancel = undefined;
		} else {
			cancel ??= clock.after(checkEveryMs, () => void checkAll());
		}
	};

	const checkAll = async () => {
		try {
			const table = await processes.readTable();

			for (const run of runs()) {
				check(run, table, clock.elapsedMs());
			}
		} catch {
			// The table could not be read, for example without a free file descriptor; the next check tries again.
		}

		cancel = undefined;
		update();
	};

	return {update};
}

function check(run: Watched, table: ProcessTable, at: number): void {
	if (run.operations === 0) {
		const entries = run.tracker.observe(table);
		run.resources = toResources(entries, run.before?.entries, at - (run.before?.at ?? at));
		run.before = {at, entries};
	}
}
