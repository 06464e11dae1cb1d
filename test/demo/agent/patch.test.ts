import {expect, test} from 'vitest';
import {createPatch} from '../../../source/demo/agent/patch.ts';

test('a changed line has three lines of context', () => {
	const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
	expect(createPatch(before, before.replace('e', 'E'))).toEqual([
		{oldStart: 2, oldLines: 7, newStart: 2, newLines: 7, lines: [' b', ' c', ' d', '-e', '+E', ' f', ' g', ' h']},
	]);
});

test('added lines remove nothing', () => {
	expect(createPatch('a\nb\n', 'a\nnew\nb\n')).toEqual([
		{oldStart: 1, oldLines: 2, newStart: 1, newLines: 3, lines: [' a', '+new', ' b']},
	]);
});

test('equal texts give no hunk', () => {
	expect(createPatch('a\n', 'a\n')).toEqual([]);
});
