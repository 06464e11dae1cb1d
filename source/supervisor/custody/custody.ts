import type {RunId} from '../../core/ids.ts';
import type {Clock} from '../clock.ts';
import {defaultGracePeriods, type GracePeriods} from './end-run.ts';
import {createHeldRun, type HeldRun} from './held-run.ts';
import {type Processes, systemProcesses} from './process-table.ts';
import type {Resources} from './resources.ts';
import {type CommandLine, noScopes, type Scopes} from './systemd-scope.ts';
import {createTracker} from './tracker.ts';
import {createWatch} from './watch.ts';

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
	const held = new Map<RunId, HeldRun>();
	const watch = createWatch({clock, processes, runs: () => held.values()});
	let endedCount = 0;

	const hold = (run: RunId, pid: number | undefined, start: string | undefined): HeldRun => {
		const anchor = pid === undefined || start === undefined ? undefined : {pid, start};
		const tracker = createTracker({run, anchor, members: () => scopes.members(run)});
		const onEnded = (count: number) => {
			endedCount += count;
		};
		return createHeldRun({tracker, gracePeriods, clock, processes, onEnded});
	};

	return {
		wrap: scopes.wrap,
		take(run, pid) {
			const start = processes.startOf(pid);
			held.set(run, hold(run, pid, start));
			watch.update();
			return start;
		},
		end: async ({run, interrupt}) => held.get(run)?.end(interrupt),
		sweep: run => (held.get(run) ?? hold(run, undefined, undefined)).sweep(),
		sweepLost: ({run, pid, pidStart}) => hold(run, pid, pidStart).sweep(),
		freeze: async run => held.get(run)?.freeze(),
		thaw: async run => held.get(run)?.thaw(),
		release(run) {
			held.delete(run);
			watch.update();
		},
		resources: run => held.get(run)?.resources,
		endedCount: () => endedCount,
	};
}
