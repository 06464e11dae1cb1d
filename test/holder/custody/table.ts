import type {RunId} from '../../../source/core/ids.ts';
import type {ProcessEntry, ProcessTable} from '../../../source/holder/custody/process-table.ts';

export const run = 'rmoon00001' as RunId;
export const otherRun = 'rmoon00002' as RunId;

/** A process of a table that is written down; it leads neither group nor session unless told, and began at `t<pid>`. */
export function entry(pid: number, facts: Partial<ProcessEntry> = {}): ProcessEntry {
	return {
		pid,
		parent: 1,
		group: 1,
		session: 1,
		start: `t${pid}`,
		run: undefined,
		cpuSeconds: 0,
		rssBytes: 0,
		...facts,
	};
}

export function table(...entries: readonly ProcessEntry[]): ProcessTable {
	return new Map(entries.map(process => [process.pid, process]));
}

export function pids(entries: readonly {readonly pid: number}[]): readonly number[] {
	return entries.map(({pid}) => pid).sort((a, b) => a - b);
}
