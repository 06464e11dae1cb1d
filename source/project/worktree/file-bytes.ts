import {createHash} from 'node:crypto';
import {lstat, open, readlink} from 'node:fs/promises';
import {TowlineError} from '../../core/errors.ts';

/** How git names objects: 40 hexadecimal digits or 64. */
export type ObjectFormat = 'sha1' | 'sha256';

/**
 * A file as git would store it without any conversion. Paths inside a worktree are `latin1` strings, one character a byte, because a
 * path need not be UTF-8.
 */
export type RawFile = {
	readonly mode: '100644' | '100755' | '120000';
	/** The id of the blob with exactly these bytes. */
	readonly id: string;
};

/** The absolute path of a file, as bytes. */
export function toFilePath(top: string, name: string): Buffer {
	return Buffer.concat([Buffer.from(`${top}/`), Buffer.from(name, 'latin1')]);
}

/**
 * Reads a file or link and computes its blob id; `undefined` if it is gone. Throws `WORKTREE_UNSAFE` if it grows or shrinks
 * while it is read.
 */
export async function readRawFile(file: Buffer, format: ObjectFormat): Promise<RawFile | undefined> {
	try {
		const stat = await lstat(file);
		return stat.isSymbolicLink()
			? {mode: '120000', id: hashBlob(await readlink(file, 'buffer'), format)}
			: {mode: (stat.mode & 0o100) === 0 ? '100644' : '100755', id: await hashFile(file, format)};
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return undefined;
		}

		throw error;
	}
}

function hashBlob(content: Buffer, format: ObjectFormat): string {
	return createHash(format).update(`blob ${content.length}\0`).update(content).digest('hex');
}

async function hashFile(file: Buffer, format: ObjectFormat): Promise<string> {
	const handle = await open(file);

	try {
		const {size} = await handle.stat();
		const hash = createHash(format).update(`blob ${size}\0`);
		let length = 0;

		for await (const chunk of handle.createReadStream({autoClose: false})) {
			hash.update(chunk);
			length += chunk.length;
		}

		if (length !== size) {
			throw writtenMeanwhile(file.toString());
		}

		return hash.digest('hex');
	} finally {
		await handle.close();
	}
}

/** The refusal for a file that somebody writes while its worktree is removed. */
export function writtenMeanwhile(file: string, writer = 'something'): TowlineError {
	return new TowlineError('WORKTREE_UNSAFE', `${file} is being written to by ${writer}, so nothing was removed.`, {
		hint: 'End what writes there, then try again.',
	});
}
