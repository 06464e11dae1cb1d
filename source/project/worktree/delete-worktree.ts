import {existsSync} from 'node:fs';
import {lstat, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {EpochMs} from '../../core/ids.ts';
import {readRawFile, toFilePath, writtenMeanwhile} from './file-bytes.ts';
import {listWriters} from './processes-inside.ts';
import {type Rescue, readGitState, rescueWorktree, type SavedWork} from './rescue.ts';
import type {Worktree} from './worktree.ts';

/** What was deleted and saved. */
export type DeletedWorktree = {
	readonly rescue: Rescue | undefined;
	/** How many ignored files were deleted. They are not saved. */
	readonly ignored: number;
};

type Options = {
	readonly root: string;
	readonly worktree: Worktree;
	/** The branch that will be deleted afterwards; `undefined` if none will be. */
	readonly branch: string | undefined;
	readonly now: EpochMs;
};

/**
 * Saves the work of a worktree, then deletes it. First moves every file into a folder beside it, where nobody opens it by
 * its path, and compares it there with what was saved. If anything has changed, is new, or is open for writing, moves
 * everything back and throws `WORKTREE_UNSAFE`.
 */
export async function deleteWorktree(options: Options): Promise<DeletedWorktree> {
	const {worktree} = options;
	const saved = await rescueWorktree(options);
	const moved = worktree.isThere ? await mkdtemp(movedPrefix(worktree)) : undefined;

	try {
		if (moved !== undefined) {
			await moveAway(worktree, saved, moved);
			await checkMoved(worktree, saved, moved);
		}

		await checkGitState(options, saved);
	} catch (error) {
		moved !== undefined && (await moveBack(moved, worktree));
		throw error;
	}

	// `git worktree remove` would also delete what somebody writes at the old path now.
	await rm(worktree.gitFolder, {recursive: true, force: true});
	await rmdir(path.dirname(worktree.gitFolder)).catch(() => {}); // Others are in it.
	moved !== undefined && (await rm(moved, {recursive: true, force: true}));
	return {rescue: saved.rescue, ignored: saved.files?.ignoredCount ?? 0};
}

/** Throws `WORKTREE_UNSAFE` if something was staged or committed meanwhile, or is not reachable in spite of the rescue. */
async function checkGitState(options: Options, {gitState}: SavedWork): Promise<void> {
	const {head, staged, unreachable} = await readGitState(options);

	if (head !== gitState.head || staged !== gitState.staged || unreachable.length > 0) {
		throw writtenMeanwhile(options.worktree.gitFolder, 'git');
	}
}

/**
 * Mends a worktree: moves its files back if its removal was interrupted, and writes its `.git` file again if only that was
 * deleted. Returns the worktree as it is then.
 */
export async function repairWorktree(worktree: Worktree): Promise<Worktree> {
	const {path: top, gitFolder} = worktree;
	const prefix = movedPrefix(worktree);
	const names = await readdir(path.dirname(prefix)).catch(() => []);

	for (const name of names.filter(each => each.startsWith(path.basename(prefix)))) {
		await moveBack(path.join(path.dirname(prefix), name), worktree);
	}

	await rmdir(top).catch(() => {}); // It is missing or has files.
	const isThere = existsSync(top);

	if (isThere && !existsSync(path.join(top, '.git'))) {
		await writeFile(path.join(top, '.git'), `gitdir: ${gitFolder}\n`);
	}

	return {...worktree, isThere};
}

function movedPrefix({path: top}: Worktree): string {
	return `${top}.removing-`;
}

/** The parts of the folder to which files are moved: those that were saved, and ignored ones. */
const parts = {saved: 'saved', ignored: 'ignored'} as const;

async function moveAway({path: top}: Worktree, {files}: SavedWork, moved: string): Promise<void> {
	await moveEntries([...(files?.files.keys() ?? []), '.git'], top, path.join(moved, parts.saved));
	await moveEntries(files?.ignored ?? [], top, path.join(moved, parts.ignored));
	await removeFolders(Buffer.from(top));
}

async function moveEntries(names: readonly string[], from: string, to: string): Promise<void> {
	const folders = new Set<string>();

	for (const name of names) {
		const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));

		if (!folders.has(folder)) {
			await mkdir(toFilePath(to, folder), {recursive: true});
			folders.add(folder);
		}

		await rename(toFilePath(from, name), toFilePath(to, name)).catch(ignoreMissing);
	}
}

/** A file that is gone was deleted by somebody else, after it was saved. */
function ignoreMissing(error: unknown): void {
	if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
		throw error;
	}
}

/** Removes empty folders. Throws `WORKTREE_UNSAFE` if there is a file: it was written after the others were saved. */
async function removeFolders(folder: Buffer): Promise<void> {
	for (const entry of await readdir(folder, {withFileTypes: true, encoding: 'buffer'})) {
		const inside = join(folder, entry.name);

		if (!entry.isDirectory()) {
			throw writtenMeanwhile(inside.toString());
		}

		await removeFolders(inside);
	}

	await rmdir(folder).catch(() => {
		throw writtenMeanwhile(folder.toString());
	});
}

/** Throws `WORKTREE_UNSAFE` unless each moved file has the bytes that were saved, and nobody can write to it any more. */
async function checkMoved({path: top}: Worktree, {files, format}: SavedWork, moved: string): Promise<void> {
	const folder = path.join(moved, parts.saved);
	const [writer] = await listWriters(folder);

	if (writer) {
		throw writtenMeanwhile(`A file in ${top}`, `${writer.name} (pid ${writer.pid})`);
	}

	for (const [name, saved] of files?.files ?? []) {
		const file = await readRawFile(toFilePath(folder, name), format);

		if (file !== undefined && file.id !== saved.id) {
			throw writtenMeanwhile(toFilePath(top, name).toString());
		}
	}
}

/** Moves everything back. If a file exists again, the one that was moved gets a new name beside it. */
async function moveBack(moved: string, {path: top}: Worktree): Promise<void> {
	await mkdir(top, {recursive: true});

	for (const part of Object.values(parts)) {
		await mergeInto(Buffer.from(path.join(moved, part)), Buffer.from(top)).catch(ignoreMissing);
	}

	await rmdir(moved).catch(() => {});
}

async function mergeInto(from: Buffer, to: Buffer): Promise<void> {
	for (const entry of await readdir(from, {withFileTypes: true, encoding: 'buffer'})) {
		const [source, target] = [join(from, entry.name), join(to, entry.name)];
		const existing = await lstat(target).catch(() => undefined);

		if (existing?.isDirectory() && entry.isDirectory()) {
			await mergeInto(source, target);
		} else {
			await rename(source, existing ? await findFreeName(target) : target);
		}
	}

	await rmdir(from);
}

async function findFreeName(target: Buffer): Promise<Buffer> {
	for (let count = 1; ; count++) {
		const name = Buffer.concat([target, Buffer.from(`.moved-${count}`)]);

		if (!(await lstat(name).catch(() => undefined))) {
			return name;
		}
	}
}

function join(folder: Buffer, name: Buffer): Buffer {
	return Buffer.concat([folder, Buffer.from('/'), name]);
}
