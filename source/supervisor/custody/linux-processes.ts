import {readdirSync, readFileSync, statSync} from 'node:fs';
import {isRunId, type RunId} from '../../core/ids.ts';
import type {ProcessEntry, ProcessTable} from './process-table.ts';

/** What `/proc` counts processor time in; fixed for programs, whatever the kernel's own tick is. */
const ticksPerSecond = 100;
const markName = 'TOWLINE_RUN=';

/** Reads it all at once without waiting: 500 processes take 15-30 ms, and hundreds of awaited reads would take longer. */
export function readLinuxTable(): ProcessTable {
	const table = new Map<number, ProcessEntry>();
	const uid = process.getuid?.();

	for (const name of readdirSync('/proc')) {
		const stat = /^\d+$/.test(name) ? readStat(name) : undefined;

		if (stat) {
			table.set(stat.pid, {...stat, run: isOwnedBy(name, uid) ? readMark(name) : undefined});
		}
	}

	return table;
}

/** See `Processes.startOf`. */
export function startOfLinux(pid: number): string | undefined {
	return readStat(String(pid))?.start;
}

/** `undefined` for a process that is gone by now, or a zombie. */
function readStat(pid: string): Omit<ProcessEntry, 'run'> | undefined {
	const text = readText(`/proc/${pid}/stat`);
	return text === undefined ? undefined : parseStat(text, bootId());
}

/**
 * A line of `/proc/<pid>/stat` (see proc_pid_stat(5)). The program's name stands in brackets and may hold brackets and
 * spaces itself, so fields are counted from its last one. The first thread of a process may be a zombie while others live.
 */
export function parseStat(line: string, boot: string): Omit<ProcessEntry, 'run'> | undefined {
	const pid = Number.parseInt(line, 10);
	const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
	// Field 3 of the manual, the state, is the first here.
	const field = (number: number) => fields[number - 3] ?? '';
	const isDead = 'ZXx'.includes(field(3)) && Number(field(20)) <= 1;

	if (fields.length < 22 || isDead) {
		return undefined;
	}

	return {
		pid,
		parent: Number(field(4)),
		group: Number(field(5)),
		session: Number(field(6)),
		start: `${field(22)}@${boot}`,
		cpuSeconds: (Number(field(14)) + Number(field(15))) / ticksPerSecond,
		rssBytes: Number(field(24)) * pageBytes(),
	};
}

/** The run that a block of `NAME=value` texts, each ended by a NUL, names. */
export function parseEnvironMark(environ: string): RunId | undefined {
	const at = environ.startsWith(markName) ? 0 : environ.indexOf(`\0${markName}`) + 1;

	if (at === 0 && !environ.startsWith(markName)) {
		return undefined;
	}

	const from = at + markName.length;
	const end = environ.indexOf('\0', from);
	const text = environ.slice(from, end === -1 ? undefined : end);
	return isRunId(text) ? text : undefined;
}

function readMark(pid: string): RunId | undefined {
	return parseEnvironMark(readText(`/proc/${pid}/environ`) ?? '');
}

function isOwnedBy(pid: string, uid: number | undefined): boolean {
	try {
		return statSync(`/proc/${pid}`).uid === uid;
	} catch {
		return false;
	}
}

function readText(file: string): string | undefined {
	try {
		return readFileSync(file, 'latin1');
	} catch {
		return undefined;
	}
}

let boot: string | undefined;
let page: number | undefined;

/** Start times count from the boot, so they mean something only together with it. */
function bootId(): string {
	boot ??= readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
	return boot;
}

function pageBytes(): number {
	page ??= 1024 * Number(/KernelPageSize:\s+(\d+)/.exec(readText('/proc/self/smaps') ?? '')?.[1] ?? 4);
	return page;
}
