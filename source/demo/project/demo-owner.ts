import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';

/** Beside the demo's project: which process plays it. */
const ownerFile = 'owner.json';

/** Writes down that a demo is this process's, so that the next one knows whether anybody is left to end it. */
export async function writeDemoOwner(folder: string): Promise<void> {
	const owner = {pid: process.pid, start: startOf(process.pid) ?? null};
	await writeFile(path.join(folder, ownerFile), JSON.stringify(owner), {mode: 0o600});
}

/** Whether the process that plays a demo lives; `undefined` where none is written down, as in one cut off at its start. */
export function isDemoOwned(folder: string): boolean | undefined {
	const owner = readOwner(path.join(folder, ownerFile));

	if (!owner) {
		return undefined;
	}

	const start = startOf(owner.pid);
	// A pid is used again; together with its start it is not.
	return start !== undefined && start === owner.start;
}

function readOwner(file: string): {readonly pid: number; readonly start: unknown} | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
		return typeof value === 'object' && value !== null && 'pid' in value && 'start' in value && isPid(value.pid)
			? {pid: value.pid, start: value.start}
			: undefined;
	} catch {
		return undefined;
	}
}

function isPid(value: unknown): value is number {
	return Number.isSafeInteger(value);
}

/** When a process began, in its system's own words; `undefined` when it is gone. */
function startOf(pid: number): string | undefined {
	return process.platform === 'linux' ? startOnLinux(pid) : startFromPs(pid);
}

/** Field 22 of `/proc/<pid>/stat`, counted from the name's closing bracket; the name may hold brackets and spaces. */
function startOnLinux(pid: number): string | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
		const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
		return state === 'Z' ? undefined : `${fields[18]}@${boot}`;
	} catch {
		return undefined;
	}
}

function startFromPs(pid: number): string | undefined {
	try {
		const env = {PATH: '/usr/bin:/bin', LC_ALL: 'C'};
		return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {encoding: 'utf8', env}).trim() || undefined;
	} catch {
		return undefined;
	}
}
