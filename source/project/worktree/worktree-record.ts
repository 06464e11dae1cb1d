import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

/**
 * What Towline stores about a worktree that it made. The file is in git's folder for the worktree: git deletes it with the
 * worktree, it never shows in the story's changes, and commands run in the worktree find the project by it.
 */
export type WorktreeRecord = {
	/** The project's root, which need not be git's main worktree. */
	readonly root: string;
	readonly story: string;
	/** The branch or commit that it branched from; its changes are counted against it. */
	readonly base: string;
	/** Whether copying files and all set-up commands have succeeded. */
	readonly isSetUp: boolean;
};

const fileName = 'towline.json';

/** Writes the record. `gitFolder` is git's folder for the worktree, `.git/worktrees/<name>`. */
export function writeWorktreeRecord(gitFolder: string, record: WorktreeRecord): void {
	writeFileSync(path.join(gitFolder, fileName), `${JSON.stringify(record)}\n`);
}

/** Reads the record; `undefined` for a worktree that is not ours. */
export function readWorktreeRecord(gitFolder: string): WorktreeRecord | undefined {
	try {
		return toRecord(JSON.parse(readFileSync(path.join(gitFolder, fileName), 'utf8')));
	} catch {
		return undefined;
	}
}

function toRecord(value: unknown): WorktreeRecord | undefined {
	if (typeof value !== 'object' || value === null) {
		return undefined;
	}

	const {root, story, base, isSetUp} = {root: undefined, story: undefined, base: undefined, isSetUp: false, ...value};
	return isText(root) && isText(story) && isText(base) ? {root, story, base, isSetUp: isSetUp === true} : undefined;
}

function isText(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}
