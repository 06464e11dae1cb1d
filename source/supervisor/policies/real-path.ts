import {lstatSync, realpathSync} from 'node:fs';
import path from 'node:path';

/**
 * Where a path leads: absolute, without `..`, and with all links followed, also if the last parts do not exist yet.
 * `undefined` if that cannot be said: for a relative path (the agent program may have changed its folder), a link that leads
 * nowhere, and folders that cannot be read.
 */
export function realPathOf(text: string): string | undefined {
	if (!path.isAbsolute(text) || text.includes('\0')) {
		return undefined;
	}

	// The kernel follows a link before it goes up with "..", so no ".." may be resolved as text behind a link.
	return text.split(path.sep).includes('..') ? realPathOfParts(text) : resolveExisting(path.normalize(text));
}

/** Follows each part in turn, as the kernel does. */
function realPathOfParts(text: string): string | undefined {
	let current: string | undefined = path.sep;

	for (const part of text.split(path.sep).filter(each => each !== '' && each !== '.')) {
		current = current && (part === '..' ? path.dirname(current) : resolveExisting(path.join(current, part)));
	}

	return current;
}

function resolveExisting(file: string): string | undefined {
	try {
		return realpathSync(file);
	} catch (error) {
		if (!isMissing(error) || isLink(file)) {
			return undefined;
		}
	}

	const folder = resolveExisting(path.dirname(file));
	return folder === undefined ? undefined : path.join(folder, path.basename(file));
}

function isLink(file: string): boolean {
	return lstatSync(file, {throwIfNoEntry: false})?.isSymbolicLink() ?? false;
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
