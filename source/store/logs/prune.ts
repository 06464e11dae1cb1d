import {lstatSync, readdirSync, rmdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {type EpochMs, type RunId, type StoryId, splitAgentId} from '../../core/ids.ts';
import {databaseFolder} from '../paths.ts';
import {listLogs} from './log-files.ts';

/** Which logs to delete. */
export type PruneOptions = {
	readonly root: string;
	/** Stories with a file that are not completed. Their logs are kept, however old. */
	readonly openStories: ReadonlySet<StoryId>;
	/** Minimum age of the last write, in milliseconds. */
	readonly keepLogsMs: number;
	readonly now: EpochMs;
};

/**
 * Deletes run logs that were last written more than `keepLogsMs` ago, their spools, and story folders that become empty. Returns the
 * number of deleted logs. The facts stay in the database. The project's log is never deleted.
 */
export function pruneLogs({root, openStories, keepLogsMs, now}: PruneOptions): number {
	let count = 0;

	for (const {file, name, modifiedAtMs} of listLogs(root)) {
		const story = name.agent && splitAgentId(name.agent).story;

		if (story && !openStories.has(story) && now - modifiedAtMs > keepLogsMs) {
			rmSync(file, {force: true});
			removeSpool(root, name.run);
			removeIfEmpty(path.dirname(file));
			count++;
		}
	}

	return count;
}

/** What the run printed, byte by byte, is kept as long as its log. Nothing is deleted through a link. */
function removeSpool(root: string, run: RunId | undefined): void {
	const folder = path.join(databaseFolder(root), 'spool');

	if (run !== undefined && lstatSync(folder, {throwIfNoEntry: false})?.isDirectory()) {
		rmSync(path.join(folder, run), {recursive: true, force: true});
	}
}

function removeIfEmpty(folder: string): void {
	if (readdirSync(folder).length === 0) {
		rmdirSync(folder);
	}
}
