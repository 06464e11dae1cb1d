import type {LiveRun} from '../core/agent.ts';
import type {RunId} from '../core/ids.ts';
import type {RunPlan} from '../runtimes/runtime.ts';

/** The processes of the runs that are under way: who belongs to which, and how they end. */
export type RunCustody = {
	/** The command line to launch: the plan's own, or that in a scope of the run's. */
	wrap(run: RunId, plan: Pick<RunPlan, 'command' | 'args'>): Pick<RunPlan, 'command' | 'args'>;
	/** The run's process has begun; answers the mark of when, for the record. */
	take(run: RunId, pid: number): string | undefined;
	/** `interrupt`, SIGTERM, SIGKILL, until nothing is left; answers how many processes were ended. */
	end(options: {readonly run: RunId; readonly interrupt?: () => void}): Promise<number>;
	/** The run's own process has exited: ends what it left behind, and answers how many that were. */
	sweep(run: RunId): Promise<number>;
	/** The same for a run of an earlier supervisor. */
	sweepLost(live: LiveRun): Promise<number>;
	/** Stops the run's processes where they are. */
	freeze(run: RunId): Promise<void>;
	thaw(run: RunId): Promise<void>;
	/** The run is over. */
	release(run: RunId): void;
	/** Processes that were ended since the supervisor started. */
	endedCount(): number;
};
