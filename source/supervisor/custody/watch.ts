import type {EpochMs} from '../../core/ids.ts';
import type {Cancel, Clock} from '../clock.ts';
import type {ProcessEntry, Processes, ProcessTable} from './process-table.ts';
import {type Resources, toResources} from './resources.ts';
import type {Tracker} from './tracker.ts';

/**
 * How often the runs' processes are looked at. A process is lost to custody only if it wiped its environment and hid its
 * descent between two looks, and no scope holds it. A look costs 15-30 ms with 500 processes.
 */
const lookEveryMs = 3000;

/** A run that is looked at now and then. */
export type Watched = {
	readonly tracker: Tracker;
	/** How many works on it are under way; meanwhile they look themselves. */
	waiting: number;
	/** What the last look here showed. */
	before: {readonly at: EpochMs; readonly entries: readonly ProcessEntry[]} | undefined;
	resources: Resources | undefined;
};

/** Looks at all runs with one reading of the table, while there are any; `update` is called when a run came or went. */
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
			cancel ??= clock.after(lookEveryMs, () => void lookAtAll());
		}
	};

	const lookAtAll = async () => {
		try {
			const table = await processes.readTable();

			for (const run of runs()) {
				lookAt(run, table, clock.now());
			}
		} catch {
			// No table this time, as when this process has no descriptor left; the next look comes anyway.
		}

		cancel = undefined;
		update();
	};

	return {update};
}

function lookAt(run: Watched, table: ProcessTable, at: EpochMs): void {
	if (run.waiting === 0) {
		const entries = run.tracker.observe(table);
		run.resources = toResources(entries, run.before?.entries, at - (run.before?.at ?? at));
		run.before = {at, entries};
	}
}
