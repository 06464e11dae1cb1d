import type {ProcessEntry} from './process-table.ts';

/** What a run's processes use of the machine. */
export type Resources = {
	readonly processes: number;
	/** Processor use between the last two looks: 100 is one core kept busy. `undefined` after the first look. */
	readonly cpuPercent: number | undefined;
	/** Resident memory of all; pages that they share are counted in each. */
	readonly rssBytes: number;
};

/**
 * From two looks at a run's processes, `elapsedMs` apart. One that began between counts with all it has used; one that ended
 * between is left out, as nobody can say any more how much it used.
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
