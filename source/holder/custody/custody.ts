import type {RunId} from '../../core/ids.ts';
import type {Clock} from '../../supervisor/clock.ts';
import {type CustodyRun, createCustodyRun} from './custody-run.ts';
import {defaultGracePeriods, type GracePeriods} from './end-run.ts';
import {type Processes, systemProcesses} from './process-table.ts';
import type {Resources} from './resources.ts';
import {type CommandLine, noScopes, type Scopes} from './systemd-scope.ts';
import {createTracker} from './tracker.ts';
import {createWatch} from './watch.ts';

/** Ends, freezes and measures the processes of live runs. A process that is not tied to a run is never signalled. */
export type Custody = {
	/** The command line to launch instead of `line`: in a systemd scope of the run, where scopes work. */
	wrap(run: RunId, line: CommandLine): CommandLine;
	/** Takes a run's new process into custody. Returns the start time to record; `undefined` if the process has exited. */
	take(run: RunId, pid: number): string | undefined;
	/** Interrupt, SIGTERM, SIGKILL, until no process of the run is left. Does nothing for a run that is not in custody. */
	end(options: {readonly run: RunId; readonly interrupt?: () => void}): Promise<void>;
	/**
	 * Ends the remaining processes of a run whose own process has exited. Resolves to the number of processes that had to be ended
	 * besides the agent's own, including those of an earlier `end`.
	 */
	sweep(run: RunId): Promise<number>;
	/** The same for a run of an earlier supervisor, found by its recorded pid and start time. */
	sweepLost(run: LostRun): Promise<number>;
	/** Stops the run's processes (SIGSTOP). */
	freeze(run: RunId): Promise<void>;
	/** Continues them (SIGCONT). */
	thaw(run: RunId): Promise<void>;
	/** Removes a run that has ended and was swept. */
	release(run: RunId): void;
	/** What the run's processes used at the last check. */
	resources(run: RunId): Resources | undefined;
	/** How many processes were ended since the supervisor started, including the agents' own. */
	endedCount(): number;
};

/** What is recorded about a run that has no recorded end. */
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
	const custodyRuns = new Map<RunId, CustodyRun>();
	const watch = createWatch({clock, processes, runs: () => custodyRuns.values()});
	let endedCount = 0;

	const toCustodyRun = (run: RunId, pid: number | undefined, start: string | undefined): CustodyRun => {
		const anchor = pid === undefined || start === undefined ? undefined : {pid, start};
		const tracker = createTracker({run, anchor, members: () => scopes.members(run)});
		const onEnded = (count: number) => {
			endedCount += count;
		};
		return createCustodyRun({tracker, gracePeriods, clock, processes, onEnded});
	};

	return {
		wrap: scopes.wrap,
		take(run, pid) {
			const start = processes.startOf(pid);
			custodyRuns.set(run, toCustodyRun(run, pid, start));
			watch.update();
			return start;
		},
		end: async ({run, interrupt}) => custodyRuns.get(run)?.end(interrupt),
		sweep: run => (custodyRuns.get(run) ?? toCustodyRun(run, undefined, undefined)).sweep(),
		sweepLost: ({run, pid, pidStart}) => toCustodyRun(run, pid, pidStart).sweep(),
		freeze: async run => custodyRuns.get(run)?.freeze(),
		thaw: async run => custodyRuns.get(run)?.thaw(),
		release(run) {
			custodyRuns.delete(run);
			watch.update();
		},
		resources: run => custodyRuns.get(run)?.resources,
		endedCount: () => endedCount,
	};
}
