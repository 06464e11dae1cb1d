import {lstat, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {isDemoOwned} from './demo-owner.ts';
import {demoFolderPrefix} from './demo-project.ts';

/** A demo younger than this may still be starting: its owner is not written down yet. */
const startingMs = 60_000;

/**
 * Removes the demos that nobody is left to end: folders of this user's, named as demos are, whose owner is dead. `end`
 * first ends the supervisor and the agents of the project at this root, which live on without their owner; where that
 * fails, the folder stays for the next time. Returns what was removed.
 */
export async function removeStaleDemos(end: (root: string) => Promise<void>): Promise<readonly string[]> {
	const removed: string[] = [];
	const names = await readdir(tmpdir());

	for (const name of names.filter(name => name.startsWith(demoFolderPrefix))) {
		const folder = path.join(tmpdir(), name);

		if (await isStale(folder)) {
			await remove(folder, end).then(
				() => removed.push(folder),
				() => undefined,
			);
		}
	}

	return removed;
}

async function isStale(folder: string): Promise<boolean> {
	try {
		const stats = await lstat(folder);
		const isOwn = stats.isDirectory() && stats.uid === process.getuid?.();
		return isOwn && !(isDemoOwned(folder) ?? Date.now() - stats.mtimeMs < startingMs);
	} catch {
		return false; // Its owner has just removed it.
	}
}

/** One without its project was cut off while it was made or removed: nothing of it can be live. */
async function remove(folder: string, end: (root: string) => Promise<void>): Promise<void> {
	const root = path.join(folder, 'shop');

	if (await lstat(path.join(root, '.towline')).catch(() => undefined)) {
		await end(root);
	}

	await rm(folder, {recursive: true, force: true, maxRetries: 3});
}
