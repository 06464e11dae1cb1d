import type {Recorded, RecordedFact} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import type {EpochMs, RunId} from '../core/ids.ts';
import type {LedgerRow, Spent} from '../core/money/ledger.ts';

/**
 * The facts in `state.db` and the run logs of one project, owned by one process.
 * Synchronous: nothing may be published before it is stored, and a batch takes less than a millisecond.
 */
export type Store = {
	/** The number of the last fact stored; 0 in a new project. */
	readonly lastSeq: number;
	/** The next position in the project's log, which has the facts of no run. */
	readonly nextProjectPosition: number;
	/** The next position in the log of a run of an earlier supervisor, to record that the run is lost. */
	nextPosition(recorded: Pick<Recorded, 'agent' | 'run'>): number;
	/**
	 * Appends a stamped batch: each event to its log, then all facts in one transaction.
	 * The cursor of an event is stored together with it. Throws `DISK_FULL` or `STORE_FAILED`. Then nothing of the batch is stored, and it may be appended again.
	 */
	append(batch: readonly Recorded[], cursors?: SpoolCursors): void;
	/** How far the stored events of a run reach into its spool; the beginning for a run without any. */
	spoolCursor(recorded: Pick<Recorded, 'agent' | 'run'>): SpoolCursor;
	/** The facts of one run, in order. */
	readRunFacts(run: RunId): readonly RecordedFact[];
	/** Facts with a `seq` greater than `since`, in order, at most `limit`. */
	readFacts(since: number, limit: number): readonly RecordedFact[];
	/** The fleet as of the last fact, folded from the last snapshot. A supervisor starts with it. */
	readFleet(): Fleet;
	/**
	 * Saves the fleet as a snapshot if 500 facts or more were recorded since the last snapshot, so that readers and the next
	 * start need not fold the whole history. Cheap; called after every batch.
	 */
	saveSnapshotIfDue(fleet: Fleet): void;
	/** The usage of all runs over time, for `costBy`. */
	readLedger(): readonly LedgerRow[];
	/** The usage of all agents since a time. */
	spentSince(at: EpochMs): Spent;
	/**
	 * Restores files that somebody deleted, for example with `git clean -fdx`. Cheap if none is missing. Returns what it
	 * restored. Throws like `append`.
	 */
	restore(): Repairs;
	/** Closes the log of a run that has ended. */
	closeRun(recorded: Pick<Recorded, 'agent' | 'run'>): void;
	/** Releases the project for the next owner. Calling it twice is harmless. */
	close(): void;
};

/**
 * A place in the spool of a run: the offset at which a line begins, and how many of the events that follow from there are
 * behind it already. Two numbers, because one line can mean several events, of which a crash may have let only the first be stored.
 */
export type SpoolCursor = readonly [offset: number, events: number];

export const spoolStart: SpoolCursor = [0, 0];

/** Of events that were read from a spool: where it goes on behind each. */
export type SpoolCursors = ReadonlyMap<Recorded, SpoolCursor>;

/** Whether the second is behind the first. */
export function isBehind(one: SpoolCursor, other: SpoolCursor): boolean {
	return other[0] > one[0] || (other[0] === one[0] && other[1] > one[1]);
}

/** What was repaired, in sentences for people; empty if nothing was. */
export type Repairs = readonly string[];
