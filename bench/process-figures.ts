// What the kernel says of a process (Linux).
import {readFileSync} from 'node:fs';

/** Hundredths of a second on every Linux that there is. */
const msPerTick = 10;

/** User and system time since its start, in milliseconds. */
export function cpuMsOf(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The name in brackets may hold anything; after it come the fields from the third on.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** Resident memory in megabytes. */
export function memoryMbOf(pid: number): number {
	const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	return Number(kilobytes) / 1000;
}

/** Its part of the memory in megabytes: a page that it shares with others counts as its share of it. */
export function proportionalMbOf(pid: number): number {
	const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
	return Number(kilobytes) / 1000;
}

/** How often it gave the processor away: with nothing to do, how often it woke. */
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
