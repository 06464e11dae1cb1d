import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {toStoryId} from '../../../source/core/ids.ts';
import {editFile, runShell, showInPager, writeStory} from '../../../source/dashboard/outside/programs.ts';

let folder = '';

beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'towline-test-'));
});

afterEach(() => rm(folder, {recursive: true, force: true}));

async function* pages(...texts: readonly string[]) {
	yield* texts;
}

async function* pagesWithoutEnd() {
	for (;;) {
		yield 'more and more\n'.repeat(1000);
	}
}

test('a new story begins with its title', async () => {
	const stories = path.join(folder, 'stories');
	const isWritten = await writeStory(stories, toStoryId('42_cart-totals'), {EDITOR: "sh -c 'echo Add them. >> $1' -"});
	expect(isWritten).toBe(true);
	const text = await readFile(path.join(stories, '42_cart-totals.md'), 'utf8');
	expect(text).toBe('---\ntitle: "Cart totals"\n---\n\nAdd them.\n');
});

test('a new story that was not written leaves no file', async () => {
	expect(await writeStory(folder, toStoryId('9_nothing'), {EDITOR: 'true'})).toBe(false);
	expect(existsSync(path.join(folder, '9_nothing.md'))).toBe(false);
});

test('a story that is there already is not overwritten', async () => {
	await writeFile(path.join(folder, 'one.md'), 'mine');
	expect(await writeStory(folder, toStoryId('one'), {EDITOR: 'true'})).toBe(true);
	expect(await readFile(path.join(folder, 'one.md'), 'utf8')).toBe('mine');
});

test('the editor gets the file, with the arguments that it is given itself', async () => {
	const file = path.join(folder, "it's a $file.md");
	await editFile(file, {EDITOR: 'cp /dev/null'});
	expect(await readFile(file, 'utf8')).toBe('');
});

test('the shell starts in the folder, and one that is gone is named', async () => {
	const shell = path.join(folder, 'shell');
	await writeFile(shell, `#!/bin/sh\npwd > ${folder}/where\n`, {mode: 0o755});
	await runShell(folder, {SHELL: shell});
	expect(await readFile(path.join(folder, 'where'), 'utf8')).toContain(path.basename(folder));
	await expect(runShell(path.join(folder, 'gone'), {SHELL: shell})).rejects.toThrow('gone no longer exists.');
});

test('the pager reads the text as it comes', async () => {
	const copy = path.join(folder, 'copy');
	await showInPager(pages('the ', 'text\n'), {PAGER: `cat > ${copy}`});
	expect(await readFile(copy, 'utf8')).toBe('the text\n');
});

test('closing the pager early ends the reading of an endless text', async () => {
	await showInPager(pagesWithoutEnd(), {PAGER: 'head -c 10 > /dev/null'});
});

test('a missing program is reported by its name', async () => {
	await expect(editFile('x', {EDITOR: 'no-such-editor'})).rejects.toThrow('no-such-editor was not found');
	await expect(showInPager(pages('x'), {PAGER: 'no-such-pager'})).rejects.toThrow('no-such-pager was not found');
});
