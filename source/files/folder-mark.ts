import {createHmac, timingSafeEqual} from 'node:crypto';
import {closeSync, readFileSync, realpathSync, writeSync} from 'node:fs';
import path from 'node:path';
import {openOwnFile} from './own-files.ts';
import {ensureSecret, readSecret} from './state-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Who made a project's `.towline`, as its mark says. */
export type FolderMaker =
	| {readonly kind: 'own'}
	/** A supervisor of this person, for a project at another path: it was moved or copied. */
	| {readonly kind: 'moved'; readonly from: string}
	/** It has no mark, or one that this person's secret did not make. */
	| {readonly kind: 'unknown'};

/** The text that marks the `.towline` of a root as made by this person. Makes the person's secret if there is none. */
export function createMark(root: string, env: Environment): string {
	const real = realpathSync(root);
	return `${JSON.stringify({root: real, code: codeOf(real, ensureSecret(env))})}\n`;
}

/** Writes a mark into the `.towline` folder, which must exist. */
export function writeMark(folder: string, mark: string): void {
	const fd = openOwnFile(path.join(folder, markName), 'w');

	try {
		writeSync(fd, mark);
	} finally {
		closeSync(fd);
	}
}

/** Checks the mark in a `.towline` folder of the project `root`. */
export function readMark(folder: string, root: string, env: Environment): FolderMaker {
	const secret = readSecret(env);
	const mark = parseMark(folder);

	if (secret === undefined || !mark || !isEqual(mark.code, codeOf(mark.root, secret))) {
		return {kind: 'unknown'};
	}

	return mark.root === realpathSync(root) ? {kind: 'own'} : {kind: 'moved', from: mark.root};
}

const markName = 'mark';

/** Only who knows the secret can compute it, so that a repository cannot bring a `.towline` that looks like this person's. */
function codeOf(root: string, secret: string): string {
	return createHmac('sha256', secret).update(root).digest('hex');
}

function parseMark(folder: string): {readonly root: string; readonly code: string} | undefined {
	try {
		const fd = openOwnFile(path.join(folder, markName), 'r');

		try {
			const value: unknown = JSON.parse(readFileSync(fd, 'utf8'));
			return isMark(value) ? value : undefined;
		} finally {
			closeSync(fd);
		}
	} catch {
		return undefined;
	}
}

function isMark(value: unknown): value is {readonly root: string; readonly code: string} {
	return (
		typeof value === 'object' &&
		value !== null &&
		'root' in value &&
		typeof value.root === 'string' &&
		'code' in value &&
		typeof value.code === 'string'
	);
}

function isEqual(one: string, other: string): boolean {
	return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
