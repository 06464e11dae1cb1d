import type {RunId} from '../core/ids.ts';
import type {Clock} from './clock.ts';
import {continueAll, defaultGracePeriods, endRun, type GracePeriods, stopAll, sweep} from './custody/end-run.ts';
import {type Processes, type ProcessMark, systemProcesses} from './custody/process-table.ts';
import type {Resources} from './custody/resources.ts';
import {type CommandLine, noScopes, type Scopes} from './custody/systemd-scope.ts';
import {createTracker} from './custody/tracker.ts';
import {createWatch, type Watched} from './custody/watch.ts';

/** A run in custody. */
type Held = Watched & {
	/** Processes that were signalled, but for the agent's own. */
	readonly swept: Set<string>;
	/** The end of what was asked for last. */
	last: Promise<unknown>;
};

/** The processes of all live runs: nothing that is not tied to one of them is ever signalled. */
export type Custody = {
	/** The command line to launch instead: in a scope of the run's own, where that works. */
	wrap(run: RunId, line: CommandLine): CommandLine;
	/** Takes a run's process, just started, into custody. The start time to record; `undefined` if it is gone already. */
	take(run: RunId, pid: number): string | undefined;
	/** Interrupt, SIGTERM, SIGKILL, until nothing of the run is left. A run that is not in custody has nothing to end. */
	end(options: {readonly run: RunId; readonly interrupt?: () => void}): Promise<void>;
	/**
	 * Ends what is left of a run whose own process is gone. How many processes had to be ended besides the agent's own,
	 * those of an `end` before included.
	 */
	sweep(run: RunId): Promise<number>;
	/** The same for a run of an earlier supervisor, by what was recorded of it. */
	sweepLost(run: LostRun): Promise<number>;
	/** Stops the run's processes where they are. */
	freeze(run: RunId): Promise<void>;
	/** Lets them go on. */
	thaw(run: RunId): Promise<void>;
	/** The run is over, and swept. */
	release(run: RunId): void;
	/** What the run's processes use, as of the last look. */
	resources(run: RunId): Resources | undefined;
	/** How many processes were ended since the supervisor began, agents' own included. */
	endedCount(): number;
};

/** What is recorded of a run that nobody ended. */
export type LostRun = {readonly run: RunId; readonly pid: number | undefined; readonly pidStart: string | undefined};

export type CustodyOptions = {
	readonly clock: Clock;
	readonly gracePeriods?: GracePeriods;
	readonly processes?: Processes;
	/** From `probeScopes`. */
	readonly scopes?: Scopes;
};

export function createCustody(options: CustodyOptions): Custody {
	const {clock, gracePeriods = defaultGracePeriods, processes = systemProcesses, scopes = noScopes} = options;
	const held = new Map<RunId, Held>();
	const watch = createWatch({clock, processes, runs: () => held.values()});
	let endedCount = 0;

	const hold = (run: RunId, anchor: ProcessMark | undefined): Held => {
		const tracker = createTracker({run, anchor, members: () => scopes.members(run)});
		return {tracker, swept: new Set(), before: undefined, resources: undefined, waiting: 0, last: Promise.resolve()};
	};

	/** One at a time for a run, so that none counts what another is ending. */
	const inTurn = async <Result>(entry: Held, work: () => Promise<Result>): Promise<Result> => {
		const turn = entry.last.then(work);
		entry.waiting++;
		entry.last = turn.catch(() => {}).then(() => entry.waiting--);
		return turn;
	};

	const climb = (entry: Held, ladder: typeof endRun, interrupt?: () => void): Promise<number> =>
		inTurn(entry, async () => {
			const {tracker, swept} = entry;
			const {ended, signalled} = await ladder({tracker, interrupt, gracePeriods, clock, processes});
			endedCount += ended.length;

			for (const {pid, start} of signalled) {
				if (pid !== tracker.anchor?.pid) {
					swept.add(`${pid} ${start}`);
				}
			}

			return swept.size;
		});

	return {
		wrap: scopes.wrap,
		take(run, pid) {
			const start = processes.startOf(pid);
			held.set(run, hold(run, start === undefined ? undefined : {pid, start}));
			watch.update();
			return start;
		},
		async end({run, interrupt}) {
			const entry = held.get(run);

			if (entry) {
				await climb(entry, endRun, interrupt);
			}
		},
		sweep: run => climb(held.get(run) ?? hold(run, undefined), sweep),
		sweepLost: ({run, pid, pidStart}) =>
			climb(hold(run, pid === undefined || pidStart === undefined ? undefined : {pid, start: pidStart}), sweep),
		async freeze(run) {
			const entry = held.get(run);
			await (entry && inTurn(entry, () => stopAll({tracker: entry.tracker, processes})));
		},
		async thaw(run) {
			const entry = held.get(run);
			await (entry && inTurn(entry, () => continueAll({tracker: entry.tracker, processes})));
		},
		release(run) {
			held.delete(run);
			watch.update();
		},
		resources: run => held.get(run)?.resources,
		endedCount: () => endedCount,
	};
}
