import type {RunId} from '../../core/ids.ts';
import type {ProcessEntry, ProcessMark, ProcessTable} from './process-table.ts';

/** What is known about a run's processes besides the mark in their environment. */
export type Ties = {
	readonly run: RunId;
	/** The run's own process, as recorded at its start. */
	readonly anchor: ProcessMark | undefined;
	/** Processes that were tied in an earlier table. */
	readonly known: readonly ProcessMark[];
	/** Sessions once led by a process of the run and never empty since, so their numbers were not used again. */
	readonly sessions: ReadonlySet<number>;
	/** Pids in the run's control group, as the kernel reports them. */
	readonly members: ReadonlySet<number>;
	/** The supervisor's pid: neither it nor any of its ancestors is ever tied. */
	readonly self: number;
};

/**
 * The processes tied to a run: those with its mark, and recursively the children and session members of tied processes. A recorded
 * pid counts only with the same start time. A child stays tied even if it carries another run's mark: it may belong to a Towline
 * that this run's agent started, and an agent could set a mark to escape.
 */
export function findTied(table: ProcessTable, ties: Ties): readonly ProcessEntry[] {
	const excluded = ancestry(table, ties.self);
	const tied = new Map<number, ProcessEntry>();
	const sessions = new Set(ties.sessions);
	const entries = [...table.values()].filter(entry => !excluded.has(entry.pid));
	let added = entries.filter(entry => isTiedByItself(entry, ties));

	if (provesAnchorSession(table, ties)) {
		sessions.add(ties.anchor?.pid ?? 0);
	}

	while (added.length > 0) {
		for (const entry of added) {
			tied.set(entry.pid, entry);

			if (entry.session === entry.pid) {
				sessions.add(entry.session);
			}
		}

		added = entries.filter(entry => !tied.has(entry.pid) && (tied.has(entry.parent) || sessions.has(entry.session)));
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
 * Whether the anchor's session still belongs to the run after the anchor has exited: only if a marked process is in it. A session's
 * number is not used again while a process is in it, but the session may have been empty in between.
 */
function provesAnchorSession(table: ProcessTable, {run, anchor}: Ties): boolean {
	return (
		anchor !== undefined &&
		!table.has(anchor.pid) &&
		[...table.values()].some(entry => entry.run === run && entry.session === anchor.pid)
	);
}

/** The pid, the pids of its ancestors, 0 and 1. */
function ancestry(table: ProcessTable, pid: number): ReadonlySet<number> {
	const pids = new Set([0, 1]);

	for (let next: number | undefined = pid; next !== undefined && !pids.has(next); next = table.get(next)?.parent) {
		pids.add(next);
	}

	return pids;
}
