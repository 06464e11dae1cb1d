import {expect, test} from 'vitest';
import {judgeVersion} from '../../source/runtimes/program-version.ts';

const program = {
	title: 'Claude Code',
	versions: {oldest: '2.1.100', oldestTried: '2.1.197', newestTried: '2.1.330'},
	updateHint: 'Update it.',
};

test.for([
	['2.1.100 (Claude Code)', 'untried'],
	['2.1.197 (Claude Code)', 'known'],
	['2.1.330', 'known'],
	['2.1.331', 'untried'],
	['2.2.0', 'untried'],
	['3.0.0', 'untried'],
	['2.1.99', 'too-old'],
	['2.0.400', 'too-old'],
	['1.9.9', 'too-old'],
	['claude version 2.1.50', 'too-old'],
	['no version', undefined],
	['', undefined],
] as const)('%s is %s', ([printed, kind]) => {
	expect(judgeVersion(program, printed)?.kind).toBe(kind);
});

test('a program that is too old is named with what it needs', () => {
	expect(judgeVersion(program, '2.1.50 (Claude Code)')).toEqual({
		kind: 'too-old',
		message: 'Claude Code 2.1.50 is too old: Towline needs 2.1.100 or later.',
		hint: 'Update it.',
	});
});
