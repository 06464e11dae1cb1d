import {copyFile, mkdtemp, rm, stat, utimes} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {gitEnvironment, type Worktree} from '../worktree/worktree.ts';
import {git} from './git.ts';

/** Environment variables that make git use a worktree with a temporary index. */
export type ScratchIndex = {readonly env: Readonly<Record<string, string>>};

/**
 * Calls `use` with a temporary index outside the repository, so that nothing that is staged changes. `copy` starts with a
 * copy of the worktree's index, cached file times included; `empty` starts without entries.
 */
export async function withScratchIndex<Result>(
	worktree: Worktree,
	content: 'copy' | 'empty',
	use: (index: ScratchIndex) => Promise<Result>,
): Promise<Result> {
	const folder = await mkdtemp(path.join(tmpdir(), 'towline-index-'));

	try {
		const file = path.join(folder, 'index');

		if (content === 'copy') {
			await copyIndex(path.join(worktree.gitFolder, 'index'), file).catch(() => {}); // There is no index before the first add.
		}

		return await use({env: {...gitEnvironment(worktree), GIT_INDEX_FILE: file}});
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

/**
 * Copies an index with its time of modification, less a millisecond for rounding. git compares the content of files that
 * were written at that time or later: a file changed in the same clock tick as the index has the same size and time as
 * its entry, so a copy with a later time would hide the change.
 */
async function copyIndex(from: string, to: string): Promise<void> {
	const {atime, mtimeMs} = await stat(from);
	await copyFile(from, to);
	await utimes(to, atime, (Math.floor(mtimeMs) - 1) / 1000);
}

/**
 * Calls `use` with a copy of the worktree's index to which the untracked files are added, so that `git diff` shows them as
 * new. Stores no content. Leaves out repositories inside the worktree, of which git would record only the commit.
 */
export async function withUntracked<Result>(
	worktree: Worktree,
	use: (index: ScratchIndex) => Promise<Result>,
): Promise<Result> {
	return withScratchIndex(worktree, 'copy', async index => {
		const cwd = worktree.path;
		const listed = await git(cwd, ['ls-files', '-z', '--others', '--exclude-standard'], {
			env: index.env,
			encoding: 'latin1',
		});
		const files = listed.split('\0').filter(file => file !== '' && !file.endsWith('/'));

		if (files.length > 0) {
			await git(
				cwd,
				['add', '--intent-to-add', '--ignore-errors', '--sparse', '--pathspec-from-file=-', '--pathspec-file-nul'],
				{
					env: index.env,
					input: files.join('\0'),
					encoding: 'latin1',
					accept: [1],
				},
			);
		}

		return use(index);
	});
}
