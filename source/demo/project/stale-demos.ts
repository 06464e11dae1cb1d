import {lstat, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {isDemoOwned} from './demo-owner.ts';
import {demoFolderPrefix} from './demo-project.ts';

/** A demo younger than this may still be starting, without a stored owner. */
const startingMs = 60_000;

/**
 * Removes demo folders of this user whose owner no longer runs. `end` first stops the supervisor and the agents of a demo,
 * which may outlive its owner; if that fails, the folder stays for the next attempt. Returns the removed folders.
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
		return false; // Its owner removed it meanwhile.
	}
}

/** Without a `.towline` folder no supervisor has started, so there is nothing to stop. */
async function remove(folder: string, end: (root: string) => Promise<void>): Promise<void> {
	const root = path.join(folder, 'shop');

	if (await lstat(path.join(root, '.towline')).catch(() => undefined)) {
		await end(root);
	}

	await rm(folder, {recursive: true, force: true, maxRetries: 3});
}
