import {expect, test} from 'vitest';
import {toClipboardSequence} from '../../../source/dashboard/outside/clipboard.ts';

test('a text is copied by the terminal', () => {
	expect(toClipboardSequence('abc', {})).toBe('\u001B]52;c;YWJj\u0007');
});

test('tmux and screen hand it through', () => {
	expect(toClipboardSequence('abc', {TMUX: '/tmp/tmux'})).toBe('\u001BPtmux;\u001B\u001B]52;c;YWJj\u0007\u001B\\');
	expect(toClipboardSequence('abc', {STY: '1.pts'})).toBe('\u001BP\u001B]52;c;YWJj\u0007\u001B\\');
});
