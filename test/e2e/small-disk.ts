import {execFileSync} from 'node:child_process';
import {appendFileSync, mkdirSync} from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import {createMark, writeMark} from '../../source/files/folder-mark.ts';
import type {TestProject} from './project.ts';

/** A disk of 32 MB of its own for what Towline stores in `.towline`; `undefined` where it may not be mounted. */
export function mountSmallDisk({root, env}: Pick<TestProject, 'root' | 'env'>): Disposable | undefined {
	const folder = path.join(root, '.towline');
	mkdirSync(folder, {mode: 0o700});

	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m,mode=0700', 'tmpfs', folder], {stdio: 'ignore'});
	} catch {
		return undefined;
	}

	// Without its mark a folder that exists already is not used.
	writeMark(folder, createMark(root, env));
	return {[Symbol.dispose]: () => execFileSync('umount', ['--lazy', folder])};
}

/** Writes until there is no room for a byte; agents write too, so how much there is cannot be known before. */
export function fillDisk(file: string): void {
	for (const size of [64 * 1024, 4096, 1]) {
		try {
			for (;;) {
				appendFileSync(file, Buffer.alloc(size, 1));
			}
		} catch (error) {
			expect(error).toMatchObject({code: 'ENOSPC'});
		}
	}
}
