import type {RunId} from '../../core/ids.ts';
import type {ProcessEntry, ProcessMark, ProcessTable} from './process-table.ts';

/** What is known of a run's processes besides the mark in their environment. */
export type Ties = {
	readonly run: RunId;
	/** The run's own process, as it was recorded at its start. */
	readonly anchor: ProcessMark | undefined;
	/** Processes that were tied when they were seen before. */
	readonly known: readonly ProcessMark[];
	/** Sessions led by a process of the run, seen before and never empty since; so their numbers were not used again. */
	readonly sessions: ReadonlySet<number>;
	/** Processes that a control group of the run's own holds; the kernel vouches for them. */
	readonly members: ReadonlySet<number>;
	/** The supervisor's pid: neither it nor what it descends from is ever tied. */
	readonly self: number;
};

/**
 * The processes tied to a run: by its mark, or by descent or session from a process with a recorded pid and the same start
 * time, as far as that goes. What is tied by descent stays tied even if it carries another run's mark: that is
 * a Towline started by this run's agent, and a mark could be put on to escape.
 */
export function findTied(table: ProcessTable, ties: Ties): readonly ProcessEntry[] {
	const untouchable = ancestry(table, ties.self);
	const tied = new Map<number, ProcessEntry>();
	const sessions = new Set(ties.sessions);
	const entries = [...table.values()].filter(entry => !untouchable.has(entry.pid));
	let waiting = entries.filter(entry => isTiedByItself(entry, ties));

	if (provesAnchorSession(table, ties)) {
		sessions.add(ties.anchor?.pid ?? 0);
	}

	while (waiting.length > 0) {
		for (const entry of waiting) {
			tied.set(entry.pid, entry);

			if (entry.session === entry.pid) {
				sessions.add(entry.session);
			}
		}

		waiting = entries.filter(entry => !tied.has(entry.pid) && (tied.has(entry.parent) || sessions.has(entry.session)));
	}

	return [...tied.values()];
}

function isTiedByItself(entry: ProcessEntry, {run, anchor, known, members, sessions}: Ties): boolean {
	return (
		entry.run === run ||
		members.has(entry.pid) ||
		sessions.has(entry.session) ||
		isSame(entry, anchor) ||
		known.some(mark => isSame(entry, mark))
	);
}

function isSame(entry: ProcessEntry, mark: ProcessMark | undefined): boolean {
	return entry.pid === mark?.pid && entry.start === mark.start;
}

/**
 * Whether the anchor's session is still the run's when the anchor itself is gone: only if a marked process lives in it. A
 * session's number is not used again while anybody is in it, but it may have been empty between.
 */
function provesAnchorSession(table: ProcessTable, {run, anchor}: Ties): boolean {
	return (
		anchor !== undefined &&
		!table.has(anchor.pid) &&
		[...table.values()].some(entry => entry.run === run && entry.session === anchor.pid)
	);
}

/** A process, what it descends from, and the first process of all. */
function ancestry(table: ProcessTable, pid: number): ReadonlySet<number> {
	const pids = new Set([0, 1]);

	for (let next: number | undefined = pid; next !== undefined && !pids.has(next); next = table.get(next)?.parent) {
		pids.add(next);
	}

	return pids;
}
