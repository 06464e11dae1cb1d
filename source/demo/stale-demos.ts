import {lstat, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {demoFolderPrefix} from './demo-project.ts';

/** A demo younger than this may still be starting: nothing of it is live yet. */
const startingMs = 60_000;

/**
 * Removes the demos that a crash has left behind: folders of this user's, named as demos are, of at least a minute, in
 * whose project `isLive` finds nobody. Returns what was removed; what cannot be removed stays, silently.
 */
export async function removeStaleDemos(isLive: (root: string) => Promise<boolean>): Promise<readonly string[]> {
	const removed: string[] = [];
	const names = await readdir(tmpdir());

	for (const name of names.filter(name => name.startsWith(demoFolderPrefix))) {
		const folder = path.join(tmpdir(), name);

		if ((await isOwnAndOld(folder)) && !(await isInhabited(path.join(folder, 'shop'), isLive))) {
			await rm(folder, {recursive: true, force: true}).then(
				() => removed.push(folder),
				() => undefined,
			);
		}
	}

	return removed;
}

/** A demo that cannot be asked is left alone; one without its project was cut off while it was removed. */
async function isInhabited(root: string, isLive: (root: string) => Promise<boolean>): Promise<boolean> {
	const isThere = await lstat(root).then(
		() => true,
		() => false,
	);
	return isThere && isLive(root).catch(() => true);
}

async function isOwnAndOld(folder: string): Promise<boolean> {
	try {
		const stats = await lstat(folder);
		return stats.isDirectory() && stats.uid === process.getuid?.() && Date.now() - stats.mtimeMs > startingMs;
	} catch {
		return false;
	}
}
