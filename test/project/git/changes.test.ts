import {readFileSync} from 'node:fs';
import {rm, utimes} from 'node:fs/promises';
import path from 'node:path';
import {expect, test} from 'vitest';
import {readChanges, readDiff} from '../../../source/project/git/changes.ts';
import {createWorktree, git} from '../git-project.ts';
import {writeFiles} from '../temporary.ts';

test('a new worktree has no changes', async () => {
	const {worktree} = await createWorktree();
	expect(await readChanges(worktree)).toEqual({files: 0, added: 0, removed: 0, commits: 0});
	expect(await readDiff(worktree, {maxBytes: 1000})).toEqual({text: '', isCut: false});
});

test('counts committed, staged, changed and untracked files, not ignored ones', async () => {
	const {worktree, top} = await createWorktree();
	await writeFiles(top, {'committed.txt': 'a\nb\n'});
	git(top, 'add', '-A');
	git(top, 'commit', '-qm', 'one');
	await writeFiles(top, {'staged.txt': 'c\n'});
	git(top, 'add', '-A');
	await writeFiles(top, {'app.txt': 'one\nTWO\nthree\n', 'new/untracked-ü.txt': 'd\ne\nf\n', 'x.log': 'no\n'});
	await writeFiles(top, {'image.bin': Uint8Array.of(0, 1, 2)});
	expect(await readChanges(worktree)).toEqual({files: 5, added: 7, removed: 1, commits: 1});
	const {text} = await readDiff(worktree, {maxBytes: 100_000});
	expect(text).toContain('+++ b/committed.txt\n');
	expect(text).toContain('-two\n+TWO\n');
	expect(text).toContain('+++ b/new/untracked-ü.txt\n');
	expect(text).not.toContain('x.log');
});

test('does not count later commits of the base', async () => {
	const {worktree, root} = await createWorktree();
	await writeFiles(root, {'app.txt': 'newer\n'});
	git(root, 'commit', '-qam', 'newer');
	expect(await readChanges(worktree)).toEqual({files: 0, added: 0, removed: 0, commits: 0});
});

test('modifies neither the index nor the files', async () => {
	const {worktree, top} = await createWorktree();
	await writeFiles(top, {'app.txt': 'one\n', 'new.txt': 'x\n'});
	const index = readFileSync(path.join(worktree.gitFolder, 'index'));
	await readChanges(worktree);
	await readDiff(worktree, {maxBytes: 1000});
	expect(readFileSync(path.join(worktree.gitFolder, 'index')).equals(index)).toBe(true);
	expect(git(top, 'status', '--porcelain').split('\n')).toEqual([' M app.txt', '?? new.txt']);
});

test('counts the lines of a deleted file', async () => {
	const {worktree, top} = await createWorktree();
	await rm(path.join(top, 'app.txt'));
	expect(await readChanges(worktree)).toEqual({files: 1, added: 0, removed: 3, commits: 0});
});

test('cuts a long diff at the end of a line', async () => {
	const {worktree, top} = await createWorktree();
	await writeFiles(top, {'long.txt': 'a line\n'.repeat(10_000)});
	const {text, isCut} = await readDiff(worktree, {maxBytes: 1000});
	expect(isCut).toBe(true);
	expect(text.length).toBeLessThanOrEqual(1000);
	expect(text).toMatch(/\+a line\n$/);
});

test('a repository inside the worktree, even without a commit, does not hide other changes', async () => {
	const {worktree, top} = await createWorktree();
	await writeFiles(top, {'inner/x.txt': 'x\n', 'outer.txt': 'y\n'});
	git(path.join(top, 'inner'), 'init', '-q');
	expect(await readChanges(worktree)).toMatchObject({files: 1, added: 1});
});

test('does not run diff programs that the repository configures', async () => {
	const {worktree, top} = await createWorktree();
	git(top, 'config', 'diff.external', 'touch external.txt; false');
	git(top, 'config', 'diff.evil.textconv', 'touch textconv.txt; cat');
	await writeFiles(top, {'.gitattributes': '*.txt diff=evil\n', 'app.txt': 'changed\n'});
	const {text} = await readDiff(worktree, {maxBytes: 1000});
	expect(text).toContain('+changed');
	expect(git(top, 'status', '--porcelain')).not.toMatch(/external|textconv/);
});

test('sees a change made in the same clock tick as the index was written', async () => {
	const {worktree, top} = await createWorktree();
	const file = path.join(top, 'app.txt');
	const tick = new Date('2026-01-01T00:00:00Z');
	git(top, 'config', 'core.trustctime', 'false'); // The time of change cannot be set.
	await utimes(file, tick, tick);
	git(top, 'update-index', '--refresh');
	await writeFiles(top, {'app.txt': 'one\nTWO\nthree\n'});
	await utimes(file, tick, tick);
	await utimes(path.join(worktree.gitFolder, 'index'), tick, tick);
	expect(await readChanges(worktree)).toEqual({files: 1, added: 1, removed: 1, commits: 0});
	expect((await readDiff(worktree, {maxBytes: 1000})).text).toContain('-two\n+TWO\n');
});
