import type {RunId} from '../../core/ids.ts';
import type {ProcessEntry, ProcessMark, ProcessTable} from './process-table.ts';
import {findTied} from './tied.ts';

/** Remembers the processes of one run, so that a process found once stays known when it leaves its parent or session. */
export type Tracker = {
	readonly run: RunId;
	readonly anchor: ProcessMark | undefined;
	/** The run's processes in this table; each table must be newer than the one before. */
	observe(table: ProcessTable): readonly ProcessEntry[];
	/** The run's processes in the last table. */
	seen(): readonly ProcessEntry[];
};

export function createTracker(options: {
	readonly run: RunId;
	readonly anchor: ProcessMark | undefined;
	/** See `Ties.members`. */
	readonly members?: () => ReadonlySet<number>;
	/** See `Ties.self`. */
	readonly self?: number;
}): Tracker {
	const {run, anchor, members = () => new Set(), self = process.pid} = options;
	let seen: readonly ProcessEntry[] = [];
	let sessions: ReadonlySet<number> = new Set();

	return {
		run,
		anchor,
		seen: () => seen,
		observe(table) {
			const known = seen.filter(({pid, start}) => table.get(pid)?.start === start);
			// A process that has been in the session since the last table proves that its number was not used again.
			const occupied = new Set(known.map(({pid}) => table.get(pid)?.session));
			const kept = new Set([...sessions].filter(session => occupied.has(session)));

			seen = findTied(table, {run, anchor, known, sessions: kept, members: members(), self});
			sessions = new Set([...kept, ...seen.filter(({pid, session}) => pid === session).map(({pid}) => pid)]);
			return seen;
		},
	};
}
