import type {ProcessEntry} from './process-table.ts';

/** What a run's processes use of the machine. */
export type Resources = {
	readonly processes: number;
	/** Processor use between the last two checks: 100 is one busy core. `undefined` after the first check. */
	readonly cpuPercent: number | undefined;
	/** Sum of resident memory; shared pages are counted for each process. */
	readonly rssBytes: number;
};

/**
 * Computed from two checks, `elapsedMs` apart. A process started in between counts with all its time; one that ended in between is
 * left out, because its time is no longer known.
 */
export function toResources(
	now: readonly ProcessEntry[],
	before: readonly ProcessEntry[] | undefined,
	elapsedMs: number,
): Resources {
	const rssBytes = now.reduce((sum, entry) => sum + entry.rssBytes, 0);
	return {processes: now.length, cpuPercent: before && toCpuPercent(now, before, elapsedMs), rssBytes};
}

function toCpuPercent(now: readonly ProcessEntry[], before: readonly ProcessEntry[], elapsedMs: number): number {
	const used = new Map(before.map(({pid, start, cpuSeconds}) => [`${pid} ${start}`, cpuSeconds]));
	const seconds = now.reduce(
		(sum, {pid, start, cpuSeconds}) => sum + cpuSeconds - (used.get(`${pid} ${start}`) ?? 0),
		0,
	);
	return elapsedMs > 0 ? (seconds * 100_000) / elapsedMs : 0;
}
