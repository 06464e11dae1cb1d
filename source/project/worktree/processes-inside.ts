import {readdir, readFile, readlink} from 'node:fs/promises';
import path from 'node:path';

/** A process that uses a folder. */
export type ProcessInside = {readonly pid: number; readonly name: string};

/**
 * Lists the other processes whose working directory is the folder or below it, such as a person's shell or a server that
 * an agent left. Works on Linux, for processes that this user may inspect; elsewhere the list is empty.
 */
export async function listProcessesInside(folder: string): Promise<readonly ProcessInside[]> {
	return findProcesses(async pid => isInside(await readlink(`/proc/${pid}/cwd`), folder));
}

/** Lists the other processes that have a file in the folder open for writing. The same limits apply. */
export async function listWriters(folder: string): Promise<readonly ProcessInside[]> {
	return findProcesses(async pid => {
		for (const descriptor of await readdir(`/proc/${pid}/fd`)) {
			const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');

			if (isInside(target, folder) && (await isWritable(pid, descriptor))) {
				return true;
			}
		}

		return false;
	});
}

/** The access mode is in the two lowest bits of the flags, which are octal; 0 means read only. */
async function isWritable(pid: number, descriptor: string): Promise<boolean> {
	const text = await readFile(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8').catch(() => '');
	const flags = /^flags:\s*([0-7]+)/m.exec(text)?.[1];
	return flags !== undefined && (Number.parseInt(flags, 8) & 3) !== 0;
}

async function findProcesses(isWanted: (pid: number) => Promise<boolean>): Promise<readonly ProcessInside[]> {
	const pids = (await readdir('/proc').catch(() => [])).map(Number).filter(pid => pid > 0 && pid !== process.pid);
	const found = await Promise.all(
		pids.map(async pid => {
			try {
				return (await isWanted(pid)) ? {pid, name: await readName(pid)} : undefined;
			} catch {
				return undefined; // It has exited, or we may not inspect it.
			}
		}),
	);
	return found.filter(each => each !== undefined);
}

async function readName(pid: number): Promise<string> {
	return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim().replace(/\p{Cc}/gu, '?');
}

function isInside(target: string, folder: string): boolean {
	return target === folder || target.startsWith(folder + path.sep);
}
