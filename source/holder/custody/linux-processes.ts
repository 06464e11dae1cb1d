import {readdirSync, readFileSync, statSync} from 'node:fs';
import {isRunId, type RunId} from '../../core/ids.ts';
import type {ProcessEntry, ProcessTable} from './process-table.ts';

/** The unit of processor time in `/proc`; fixed for programs, whatever the kernel's own tick is. */
const ticksPerSecond = 100;
const markName = 'TOWLINE_RUN=';

/** Reads synchronously: 500 processes take 15-30 ms; hundreds of asynchronous reads take longer. */
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

/** `undefined` for a process that has exited, or a zombie. */
function readStat(pid: string): Omit<ProcessEntry, 'run'> | undefined {
	const text = readText(`/proc/${pid}/stat`);
	return text === undefined ? undefined : parseStat(text, bootId());
}

/**
 * Parses `/proc/<pid>/stat` (see proc_pid_stat(5)). The program's name is in brackets and may contain brackets and spaces, so fields
 * are counted from the last closing bracket. The first thread of a process may be a zombie while others live.
 */
export function parseStat(line: string, boot: string): Omit<ProcessEntry, 'run'> | undefined {
	const pid = Number.parseInt(line, 10);
	const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
	// Numbers as in the manual; field 3, the state, is the first one left.
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

/** The run named in a block of `NAME=value` entries, each ended by a NUL. */
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

/** Start times count from the boot, so they identify a process only together with the boot's id. */
function bootId(): string {
	boot ??= readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
	return boot;
}

function pageBytes(): number {
	page ??= 1024 * Number(/KernelPageSize:\s+(\d+)/.exec(readText('/proc/self/smaps') ?? '')?.[1] ?? 4);
	return page;
}
