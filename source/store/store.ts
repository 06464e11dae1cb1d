import type {Recorded, RecordedFact} from '../core/agent-event.ts';

/**
 * The facts in `state.db` and everything in the run logs, of one project, owned by one process.
 * Synchronous on purpose: nothing may be published before it is stored, and a batch takes less than a millisecond.
 */
export type Store = {
	/** The number of the last fact stored; 0 in a new project. */
	readonly lastSeq: number;
	/** Where the project's own log (facts of no run) goes on. */
	readonly nextProjectPosition: number;
	/**
	 * Appends a stamped batch: each event to its log, then all facts in one transaction.
	 * Throws `DISK_FULL` when there is no room (nothing of the batch counts then, and it may be given again), `STORE_FAILED` otherwise.
	 */
	append(batch: readonly Recorded[]): void;
	/** Facts with a `seq` greater than `since`, in order, at most `limit`. */
	readFacts(since: number, limit: number): readonly RecordedFact[];
	/** Closes the log of a run that has ended. */
	closeRun(recorded: Pick<Recorded, 'agent' | 'run'>): void;
	close(): void;
};

/** What opening had to mend, in sentences for a person; empty when all was well. */
export type Repairs = readonly string[];
