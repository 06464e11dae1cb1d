import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {copyIntoTmux, toClipboardSequence} from '../../../source/dashboard/outside/clipboard.ts';

test('a text is copied by the terminal', () => {
	expect(toClipboardSequence('abc', {})).toBe('\u001B]52;c;YWJj\u0007');
});

test('tmux and screen pass the copied text to their terminal', () => {
	expect(toClipboardSequence('abc', {TMUX: '/tmp/tmux'})).toBe('\u001BPtmux;\u001B\u001B]52;c;YWJj\u0007\u001B\\');
	expect(toClipboardSequence('abc', {STY: '1.pts'})).toBe('\u001BP\u001B]52;c;YWJj\u0007\u001B\\');
});

test('in tmux its own command copies the text, because by default it passes nothing on', async () => {
	const folder = await mkdtemp(path.join(tmpdir(), 'towline-tmux-'));
	onTestFinished(() => rm(folder, {recursive: true, force: true}));
	const tmux = path.join(folder, 'tmux');
	const copy = path.join(folder, 'copy');
	await writeFile(tmux, `#!/bin/sh\n{ echo "$@"; cat; } > ${copy}.new && mv ${copy}.new ${copy}\n`);
	await chmod(tmux, 0o755);
	const env = {PATH: `${folder}:${process.env.PATH ?? ''}`};
	copyIntoTmux('not in tmux', env);
	copyIntoTmux("it's $HOME", {...env, TMUX: '/tmp/tmux,1,0'});
	await expect.poll(() => readFile(copy, 'utf8').catch(() => '')).toBe("load-buffer -w -\nit's $HOME");
});
