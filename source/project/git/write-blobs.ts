import {mkdtemp, readlink, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {type RawFile, toFilePath} from '../worktree/file-bytes.ts';
import {gitEnvironment, type Worktree} from '../worktree/worktree.ts';
import {git} from './git.ts';

/** Stores the bytes of files and links as blobs, without any conversion. Returns their ids, in order. */
export async function writeBlobs(
	worktree: Worktree,
	files: readonly (readonly [name: string, file: RawFile])[],
): Promise<readonly string[]> {
	if (files.length === 0) {
		return [];
	}

	const folder = await mkdtemp(path.join(tmpdir(), 'towline-links-'));

	try {
		const paths = await Promise.all(
			files.map(async ([name, {mode}], index) => {
				const file = toFilePath(worktree.path, name);

				if (mode !== '120000') {
					return file;
				}

				// git would follow the link: it gets a file with the link's target instead.
				const copy = path.join(folder, String(index));
				await writeFile(copy, await readlink(file, 'buffer'));
				return Buffer.from(copy);
			}),
		);
		const output = await git(worktree.path, ['hash-object', '-w', '--no-filters', '--stdin-paths'], {
			env: gitEnvironment(worktree),
			input: paths.map(file => `${quote(file)}\n`).join(''),
			timeoutMs: 10 * 60_000,
		});
		return output.trim().split('\n');
	} finally {
		await rm(folder, {recursive: true, force: true});
	}
}

/** A path in git's quotes, since paths are separated by newlines here. */
function quote(file: Buffer): string {
	const text = file.toString('latin1').replace(/[^\w./ -]/g, character => {
		return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`;
	});
	return `"${text}"`;
}
