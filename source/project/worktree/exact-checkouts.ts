import {createHash} from 'node:crypto';
import {createReadStream, existsSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {pipeline} from 'node:stream/promises';
import {git} from '../git/git.ts';
import {withScratchIndex} from '../git/scratch-index.ts';
import {type ObjectFormat, type RawFile, readRawFile, toFilePath} from './file-bytes.ts';
import {gitEnvironment, type Worktree} from './worktree.ts';

type Candidates = ReadonlyMap<string, {readonly mode: string; readonly id: string}>;

type Options = {
	readonly worktree: Worktree;
	/** Entries of the index whose file has other bytes than the blob. */
	readonly candidates: Candidates;
	readonly files: ReadonlyMap<string, RawFile>;
	readonly format: ObjectFormat;
};

/**
 * Files that are byte for byte what git checks out for their blob, though they differ from it: line endings, `$Id$`, an encoding,
 * or the content of a Git LFS pointer. Such a file need not be stored. Returns the blob of each by its path. Other filters
 * are not run; their files count as different.
 */
export async function findExactCheckouts(options: Options): Promise<ReadonlyMap<string, string>> {
	const {worktree, candidates} = options;

	if (candidates.size === 0) {
		return new Map();
	}

	const filters = await readFilters(worktree, [...candidates.keys()]);
	const plain = new Map([...candidates].filter(([name]) => !filters.has(name)));
	const exact = await compareCheckouts({...options, candidates: plain});

	for (const [name, {id}] of candidates) {
		if (filters.get(name) === 'lfs' && (await isLfsContent(worktree, name, id))) {
			exact.set(name, id);
		}
	}

	return exact;
}

/** The filter of each path that has one. */
async function readFilters(worktree: Worktree, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
	const output = await git(worktree.path, ['check-attr', '-z', '--stdin', 'filter'], {
		env: gitEnvironment(worktree),
		encoding: 'latin1',
		input: names.map(name => `${name}\0`).join(''),
	});
	const found = [...output.matchAll(/([^\0]+)\0filter\0([^\0]*)\0/g)];
	return new Map(
		found.flatMap(([, name = '', value = '']) => (['unspecified', 'unset'].includes(value) ? [] : [[name, value]])),
	);
}

/** Checks the blobs out to a temporary folder, and compares the files there. */
async function compareCheckouts({worktree, candidates, files, format}: Options): Promise<Map<string, string>> {
	const folder = await mkdtemp(path.join(tmpdir(), 'towline-checkout-'));
	const input = [...candidates].map(([name, {mode, id}]) => `${mode} ${id}\t${name}\0`).join('');
	const exact = new Map<string, string>();

	try {
		await withScratchIndex(worktree, 'empty', async ({env}) => {
			await git(worktree.path, ['update-index', '-z', '--index-info'], {env, input, encoding: 'latin1'});
			await git(worktree.path, ['checkout-index', '--all', '--force', '--quiet', `--prefix=${folder}/`], {env});
		});

		for (const [name, {id}] of candidates) {
			const checkedOut = await readRawFile(toFilePath(folder, name), format);
			checkedOut && checkedOut.id === files.get(name)?.id && exact.set(name, id);
		}

		return exact;
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

/** Whether the blob is a Git LFS pointer to exactly this file, whose content Git LFS has stored. */
async function isLfsContent(worktree: Worktree, name: string, id: string): Promise<boolean> {
	const env = gitEnvironment(worktree);
	const pointer = await git(worktree.path, ['cat-file', 'blob', id], {env, maxBytes: 1024});
	const oid = /^version https:\/\/git-lfs[^\n]*\noid sha256:([0-9a-f]{64})\n/.exec(pointer)?.[1];

	if (oid === undefined) {
		return false;
	}

	const common = (await git(worktree.path, ['rev-parse', '--path-format=absolute', '--git-common-dir'], {env})).trim();
	const hash = createHash('sha256');
	await pipeline(createReadStream(toFilePath(worktree.path, name)), hash);
	return (
		hash.digest('hex') === oid && existsSync(path.join(common, 'lfs/objects', oid.slice(0, 2), oid.slice(2, 4), oid))
	);
}
