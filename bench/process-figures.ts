// CPU time, memory and wake-ups of a process from /proc (Linux).
import {readFileSync} from 'node:fs';

/** Linux reports CPU time in hundredths of a second. */
const msPerTick = 10;

/** User and system time since its start, in milliseconds. */
export function cpuMsOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name in brackets may contain any character; the third field follows the last bracket.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** Resident memory in megabytes. */
export function memoryMbOf(pid: number): number {
	const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(kilobytes) / 1000;
}

/** Proportional set size in megabytes: a page shared by n processes counts as 1/n. */
export function proportionalMbOf(pid: number): number {
	const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
	return Number(kilobytes) / 1000;
}

/** Voluntary context switches; for an idle process this is the number of wake-ups. */
export function wakeUpsOf(pid: number): number {
	const [, count = '0'] = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(count);
}

export function median(values: readonly number[]): number {
	return percentile(values, 0.5);
}

/** `share` in [0, 1]. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}
