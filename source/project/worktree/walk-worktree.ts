import type {Dirent} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {git} from '../git/git.ts';
import {withScratchIndex} from '../git/scratch-index.ts';
import {toFilePath} from './file-bytes.ts';
import type {Worktree} from './worktree.ts';

/** Everything in a worktree's folder except its own `.git`. Paths are relative, `latin1`. */
export type WorktreeFiles = {
	/** Files and links that are work: all that git does not ignore. */
	readonly files: readonly string[];
	/** Ignored files and folders, each folder once; also sockets and the like, which have no content. */
	readonly ignored: readonly string[];
	/** How many files the ignored entries are. */
	readonly ignoredCount: number;
	/** Repositories inside the worktree, wherever they are. */
	readonly repositories: readonly string[];
};

/** Lists the files of a worktree. `tracked` are the paths that HEAD or the index has: they are never taken for ignored. */
export async function walkWorktree(worktree: Worktree, tracked: ReadonlySet<string>): Promise<WorktreeFiles> {
	const ignoredEntries = await listIgnored(worktree);
	const files: string[] = [];
	const ignored = new Set<string>();
	const repositories: string[] = [];
	let ignoredCount = 0;

	const visit = async (folder: string, ignoredParent: string | undefined) => {
		const entries = await readdir(toFilePath(worktree.path, folder), {withFileTypes: true, encoding: 'buffer'});

		if (isRepository(entries, folder)) {
			repositories.push(folder === '' ? '.' : folder.slice(0, -1));
			return;
		}

		for (const entry of entries) {
			const name = folder + entry.name.toString('latin1');
			const own = ignoredEntries.has(entry.isDirectory() ? `${name}/` : name) ? name : undefined;
			const parent = ignoredParent ?? own;

			if (name === '.git') {
				// The worktree's own is a file; an agent can put a repository in its place.
				entry.isDirectory() && repositories.push('.git');
				continue;
			}

			if (entry.isDirectory()) {
				parent !== undefined && ignored.add(parent);
				await visit(`${name}/`, parent);
			} else if (parent === undefined || tracked.has(name)) {
				entry.isFile() || entry.isSymbolicLink() ? files.push(name) : ignored.add(name);
			} else {
				ignored.add(parent);
				ignoredCount++;
			}
		}
	};

	await visit('', undefined);
	return {files, ignored: [...ignored], ignoredCount, repositories};
}

/** Has a `.git`, or is a bare repository. The top folder's own `.git` does not count. */
function isRepository(entries: readonly Dirent<Buffer>[], folder: string): boolean {
	const names = new Set(entries.map(({name}) => name.toString('latin1')));
	return (names.has('.git') && folder !== '') || ['HEAD', 'objects', 'refs'].every(name => names.has(name));
}

/** Asks git with an empty index: then it compares no content, and so starts no filter. */
async function listIgnored(worktree: Worktree): Promise<ReadonlySet<string>> {
	const output = await withScratchIndex(worktree, 'empty', ({env}) =>
		git(worktree.path, ['status', '--porcelain', '-z', '--untracked-files=all', '--ignored=matching'], {
			env,
			encoding: 'latin1',
			maxBytes: 1024 ** 3,
		}),
	);
	return new Set(output.split('\0').flatMap(entry => (entry.startsWith('!! ') ? [entry.slice(3)] : [])));
}
