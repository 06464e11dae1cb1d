import {createHash, type Hash} from 'node:crypto';
import {TowlineError} from '../../core/errors.ts';
import type {ObjectFormat} from '../worktree/file-bytes.ts';
import {streamGit} from './git.ts';

/**
 * Reads blobs back from the repository and checks that their bytes are those of their ids. Throws `WORKTREE_FAILED` if one is missing or
 * damaged.
 */
export async function checkBlobs(root: string, ids: readonly string[], format: ObjectFormat): Promise<void> {
	const wanted = [...new Set(ids)];

	if (wanted.length === 0) {
		return;
	}

	const found: string[] = [];
	const reader = createBatchReader(format, id => found.push(id));
	await streamGit(root, ['cat-file', '--batch'], {input: wanted.map(id => `${id}\n`).join(''), onOutput: reader});
	const damaged = wanted.find((id, index) => found[index] !== id);

	if (damaged !== undefined) {
		throw new TowlineError('WORKTREE_FAILED', `git did not store the blob ${damaged} whole, so nothing was removed.`, {
			hint: 'Check the disk, and the repository with "git fsck".',
		});
	}
}

/** Reads what `git cat-file --batch` prints: a header line, the content, a newline. Calls `onBlob` with the id of each content. */
function createBatchReader(format: ObjectFormat, onBlob: (id: string) => void): (chunk: Buffer) => void {
	let header = '';
	let content: {readonly hash: Hash; left: number} | undefined;

	return chunk => {
		let rest = chunk;

		while (rest.length > 0) {
			if (content) {
				const part = rest.subarray(0, content.left);
				content.hash.update(part);
				content.left -= part.length;
				rest = rest.subarray(part.length);

				if (content.left === 0 && rest.length > 0) {
					onBlob(content.hash.digest('hex'));
					content = undefined;
					rest = rest.subarray(1);
				}
			} else {
				const end = rest.indexOf(10);
				header += rest.subarray(0, end < 0 ? rest.length : end).toString();
				rest = end < 0 ? rest.subarray(rest.length) : rest.subarray(end + 1);

				if (end >= 0) {
					const size = Number(/ blob (\d+)$/.exec(header)?.[1] ?? Number.NaN);
					Number.isNaN(size) && onBlob(header);
					content = Number.isNaN(size) ? undefined : {hash: createHash(format).update(`blob ${size}\0`), left: size};
					header = '';
				}
			}
		}
	};
}
