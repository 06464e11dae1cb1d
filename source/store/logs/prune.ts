import {readdirSync, rmdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {type EpochMs, type StoryId, splitAgentId} from '../../core/ids.ts';
import {listLogs} from './log-files.ts';

/** What may go. */
export type PruneOptions = {
	readonly root: string;
	/** Listed and not completed: their logs stay, however old. */
	readonly openStories: ReadonlySet<StoryId>;
	readonly keepLogsMs: number;
	readonly now: EpochMs;
};

/**
 * Deletes the logs of runs that nothing was written to for `keepLogsMs`, and story folders that are empty then; tells how
 * many logs went. The facts stay in the database. The project's own log is never pruned.
 */
export function pruneLogs({root, openStories, keepLogsMs, now}: PruneOptions): number {
	let count = 0;

	for (const {file, name, modifiedAtMs} of listLogs(root)) {
		const story = name.agent && splitAgentId(name.agent).story;

		if (story && !openStories.has(story) && now - modifiedAtMs > keepLogsMs) {
			rmSync(file, {force: true});
			removeIfEmpty(path.dirname(file));
			count++;
		}
	}

	return count;
}

function removeIfEmpty(folder: string): void {
	if (readdirSync(folder).length === 0) {
		rmdirSync(folder);
	}
}
