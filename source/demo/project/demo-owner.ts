import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import path from 'node:path';

/** Names the process that owns the demo; lies beside its project. */
const ownerFile = 'owner.json';

/** Stores this process as the owner of a demo, so that a later demo can tell whether its owner still runs. */
export async function writeDemoOwner(folder: string): Promise<void> {
	const owner = {pid: process.pid, start: startOf(process.pid) ?? null};
	await writeFile(path.join(folder, ownerFile), JSON.stringify(owner), {mode: 0o600});
}

/** Whether the owner of a demo still runs; `undefined` if none is stored, for example after a crash while starting. */
export function isDemoOwned(folder: string): boolean | undefined {
	const owner = readOwner(path.join(folder, ownerFile));

	if (!owner) {
		return undefined;
	}

	const start = startOf(owner.pid);
	// Pids are reused; a pid together with its start time is unique.
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

/** The start time of a process in the system's own format; `undefined` if it is not running. */
function startOf(pid: number): string | undefined {
	return process.platform === 'linux' ? startOnLinux(pid) : startFromPs(pid);
}

/** Field 22 of `/proc/<pid>/stat`, counted from the last bracket, because the name may have brackets and spaces. */
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
