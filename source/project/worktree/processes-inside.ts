import {readdir, readFile, readlink} from 'node:fs/promises';
import path from 'node:path';

/** A process that works in a folder. */
export type ProcessInside = {readonly pid: number; readonly name: string};

/**
 * The processes, other than this one, whose working directory is a folder or below it: a shell of a person, a server an
 * agent left. Linux only, and only what this user may see; elsewhere none is found.
 */
export async function listProcessesInside(folder: string): Promise<readonly ProcessInside[]> {
	const pids = (await readdir('/proc').catch(() => [])).map(Number).filter(pid => pid > 0 && pid !== process.pid);
	const found = await Promise.all(pids.map(pid => readProcess(pid, folder)));
	return found.filter(process => process !== undefined);
}

async function readProcess(pid: number, folder: string): Promise<ProcessInside | undefined> {
	try {
		const cwd = await readlink(`/proc/${pid}/cwd`);
		const isInside = cwd === folder || cwd.startsWith(folder + path.sep);
		return isInside
			? {pid, name: (await readFile(`/proc/${pid}/comm`, 'utf8')).trim().replace(/\p{Cc}/gu, '?')}
			: undefined;
	} catch {
		return undefined; // It ended, or is not ours.
	}
}
