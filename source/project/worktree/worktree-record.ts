import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';

/**
 * What Towline remembers of a worktree that it made, in git's own folder for that worktree: it goes when the worktree
 * goes, never shows in the story's changes, and tells from inside which project this belongs to.
 */
export type WorktreeRecord = {
	/** The project's root: not always git's main worktree. */
	readonly root: string;
	readonly story: string;
	/** The branch or commit that it branched from: what its changes are compared with. */
	readonly base: string;
	/** Its files were copied and its set-up commands have run, all without failure. */
	readonly isSetUp: boolean;
};

const fileName = 'towline.json';

/** `gitFolder` is git's folder for the one worktree, `.git/worktrees/<name>`. */
export function writeWorktreeRecord(gitFolder: string, record: WorktreeRecord): void {
	writeFileSync(path.join(gitFolder, fileName), `${JSON.stringify(record)}\n`);
}

/** `undefined` for a worktree that is not ours. */
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
