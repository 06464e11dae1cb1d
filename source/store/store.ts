import type {Recorded, RecordedFact} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import type {EpochMs} from '../core/ids.ts';
import type {LedgerRow, Spent} from '../core/money/ledger.ts';

/**
 * The facts in `state.db` and everything in the run logs, of one project, owned by one process.
 * Synchronous on purpose: nothing may be published before it is stored, and a batch takes less than a millisecond.
 */
export type Store = {
	/** The number of the last fact stored; 0 in a new project. */
	readonly lastSeq: number;
	/** Where the project's own log (facts of no run) goes on. */
	readonly nextProjectPosition: number;
	/** Where the log of an earlier supervisor's run goes on, for the fact that it is lost. */
	nextPosition(recorded: Pick<Recorded, 'agent' | 'run'>): number;
	/**
	 * Appends a stamped batch: each event to its log, then all facts in one transaction.
	 * Throws `DISK_FULL` when there is no room (nothing of the batch counts then, and it may be given again), `STORE_FAILED` otherwise.
	 */
	append(batch: readonly Recorded[]): void;
	/** Facts with a `seq` greater than `since`, in order, at most `limit`. */
	readFacts(since: number, limit: number): readonly RecordedFact[];
	/** The fleet as of the last fact, folded from the last snapshot on: what a supervisor starts with. */
	readFleet(): Fleet;
	/**
	 * Offers the fleet as it is after the last batch. Kept once it is some hundred facts newer than the last one kept,
	 * so that readers and the next start need not fold the whole history; cheap to call after every batch.
	 */
	keepSnapshot(fleet: Fleet): void;
	/** What the runs have used and when, for `costBy`. */
	readLedger(): readonly LedgerRow[];
	/** What was used from a time on, over all agents. */
	spentSince(at: EpochMs): Spent;
	/**
	 * Puts back what somebody deleted of the files, as `git clean -fdx` does; cheap when all is there. Says what it mended.
	 * Throws as `append` does.
	 */
	restore(): Repairs;
	/** Closes the log of a run that has ended. */
	closeRun(recorded: Pick<Recorded, 'agent' | 'run'>): void;
	/** Frees the project for the next owner; twice is harmless. */
	close(): void;
};

/** What opening had to mend, in sentences for a person; empty when all was well. */
export type Repairs = readonly string[];
