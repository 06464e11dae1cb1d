import {createSemaphore} from '../../core/mutex.ts';
import {git, runGit} from '../git/git.ts';
import {withScratchIndex} from '../git/scratch-index.ts';
import {writeBlobs} from '../git/write-blobs.ts';
import {findExactCheckouts} from './exact-checkouts.ts';
import {type ObjectFormat, type RawFile, readRawFile, toFilePath, writtenMeanwhile} from './file-bytes.ts';
import {refuseRepositories} from './inner-repositories.ts';
import {walkWorktree} from './walk-worktree.ts';
import {gitEnvironment, type Worktree} from './worktree.ts';

/** The files of a worktree, written to git's objects. */
export type SavedTree = {
	/** The id of the tree. */
	readonly tree: string;
	/** Each saved file as it was read, by its path. */
	readonly files: ReadonlyMap<string, RawFile>;
	/** Blobs that were written now. */
	readonly written: readonly string[];
	readonly ignored: readonly string[];
	readonly ignoredCount: number;
};

type Entry = {readonly mode: string; readonly id: string};

/**
 * Writes the files of a worktree, except ignored ones, as a tree. A file is stored with its very bytes, whatever
 * `.gitattributes` says, unless it is exactly what git checks out for the blob of the index. Runs no filter. Throws
 * `WORKTREE_UNSAFE` if there is a repository inside.
 */
export async function writeTree(worktree: Worktree, format: ObjectFormat): Promise<SavedTree> {
	const index = await readIndex(worktree);
	const head = await readHead(worktree);
	const walked = await walkWorktree(worktree, new Set([...index.entries.keys(), ...head.keys()]));
	const {files: names, ignored, ignoredCount} = walked;
	refuseRepositories(worktree, walked.repositories);
	const files = await readFiles(worktree, names, format);
	const differing = [...files].filter(
		([name, {id}]) => ![index.entries.get(name)?.id, head.get(name)?.id].includes(id),
	);
	const candidates = new Map(
		differing.flatMap(([name]) => {
			const entry = index.entries.get(name);
			return entry?.mode.startsWith('100') ? [[name, entry] as const] : [];
		}),
	);
	const exact = await findExactCheckouts({worktree, candidates, files, format});
	const toWrite = new Map(differing.filter(([name]) => !exact.has(name)));
	await writeFiles(worktree, toWrite);
	const isModeKept = await trustsModes(worktree);
	const entries = new Map<string, Entry>([
		...[...index.entries].filter(([name, {mode}]) => mode === '160000' || (index.hidden.has(name) && !files.has(name))),
		...[...files].map(([name, file]) => {
			const known = index.entries.get(name) ?? head.get(name);
			const mode = isModeKept || !known?.mode.startsWith('100') || file.mode === '120000' ? file.mode : known.mode;
			return [name, {mode, id: exact.get(name) ?? file.id}] as const;
		}),
	]);
	return {
		tree: await storeTree(worktree, entries),
		files,
		written: [...toWrite.values()].map(({id}) => id),
		ignored,
		ignoredCount,
	};
}

type Index = {readonly entries: ReadonlyMap<string, Entry>; readonly hidden: ReadonlySet<string>};

/** The entries of the index that are in no conflict, and the paths that a sparse checkout leaves out. */
async function readIndex(worktree: Worktree): Promise<Index> {
	const output = await git(worktree.path, ['ls-files', '-z', '--stage', '-t'], options(worktree));
	const found = [...output.matchAll(/([A-Z?]) (\d+) ([0-9a-f]+) (\d)\t([^\0]+)\0/g)];
	return {
		entries: new Map(
			found.flatMap(([, , mode = '', id = '', stage, name = '']) => (stage === '0' ? [[name, {mode, id}]] : [])),
		),
		hidden: new Set(found.flatMap(([, tag, , , , name = '']) => (tag === 'S' ? [name] : []))),
	};
}

async function readHead(worktree: Worktree): Promise<ReadonlyMap<string, Entry>> {
	const args = ['ls-tree', '-r', '-z', '--full-tree', 'HEAD'];
	const {output} = await runGit(worktree.path, args, {...options(worktree), accept: [128]});
	return new Map(
		[...output.matchAll(/(\d+) \w+ ([0-9a-f]+)\t([^\0]+)\0/g)].map(([, mode = '', id = '', name = '']) => [
			name,
			{mode, id},
		]),
	);
}

/** How many files are read at once. */
const parallelReads = 8;

async function readFiles(
	worktree: Worktree,
	names: readonly string[],
	format: ObjectFormat,
): Promise<ReadonlyMap<string, RawFile>> {
	const limit = createSemaphore(parallelReads);
	const found = await Promise.all(
		names.map(name => limit(async () => [name, await readRawFile(toFilePath(worktree.path, name), format)] as const)),
	);
	return new Map(found.flatMap(([name, file]) => (file ? [[name, file] as const] : [])));
}

/** Throws `WORKTREE_UNSAFE` if git reads other bytes than we did. */
async function writeFiles(worktree: Worktree, files: ReadonlyMap<string, RawFile>): Promise<void> {
	const ids = await writeBlobs(worktree, [...files]);
	const changed = [...files].find(([, {id}], index) => ids[index] !== id);

	if (changed) {
		throw writtenMeanwhile(toFilePath(worktree.path, changed[0]).toString());
	}
}

async function storeTree(worktree: Worktree, entries: ReadonlyMap<string, Entry>): Promise<string> {
	const folders = new Set([...entries.keys()].flatMap(name => parentsOf(name)));
	// A submodule's entry gives way to files in its folder, which git does not see.
	const lines = [...entries]
		.filter(([name]) => !folders.has(name))
		.map(([name, {mode, id}]) => `${mode} ${id}\t${name}\0`);

	return withScratchIndex(worktree, 'empty', async ({env}) => {
		await git(worktree.path, ['update-index', '-z', '--index-info'], {env, input: lines.join(''), encoding: 'latin1'});
		return (await git(worktree.path, ['write-tree', '--missing-ok'], {env})).trim();
	});
}

function parentsOf(name: string): readonly string[] {
	const parts = name.split('/').slice(0, -1);
	return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** False where the file system has no executable bit. */
async function trustsModes(worktree: Worktree): Promise<boolean> {
	const {output} = await runGit(worktree.path, ['config', '--bool', 'core.fileMode'], {
		...options(worktree),
		accept: [1, 128],
	});
	return output.trim() !== 'false';
}

function options(worktree: Worktree) {
	return {env: gitEnvironment(worktree), encoding: 'latin1', maxBytes: 1024 ** 3} as const;
}
