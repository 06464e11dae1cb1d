import fc from 'fast-check';
import {expect, test} from 'vitest';
import {width} from '../../../source/dashboard/text/width.ts';
import {wrap} from '../../../source/dashboard/text/wrap.ts';
import {anyColumns, anyText} from './arbitraries.ts';

test.for<[string, number, string[]]>([
	['the totals are computed twice', 12, ['the totals', 'are computed', 'twice']],
	['exactly ten', 11, ['exactly ten']],
	['a   b', 3, ['a', 'b']],
	['  indented text', 10, ['  indented', 'text']],
	['antidisestablishment', 8, ['antidise', 'stablish', 'ment']],
	['see antidisestablishment', 8, ['see', 'antidise', 'stablish', 'ment']],
	['漢字漢字漢', 5, ['漢字', '漢字', '漢']],
	['ok 漢字漢字', 6, ['ok 漢', '字漢字']],
	['one\n\ntwo', 10, ['one', '', 'two']],
	['a\tb', 10, ['a   b']],
	['漢a', 1, ['?', 'a']],
	['', 10, ['']],
	['anything', 0, ['']],
])('wraps %j to %i columns', ([text, columns, expected]) => {
	expect(wrap(text, columns)).toEqual(expected);
});

test('no line is wider than the columns', () => {
	fc.assert(
		fc.property(anyText, anyColumns, (text, columns) => {
			for (const line of wrap(text, columns)) {
				expect(width(line)).toBeLessThanOrEqual(columns);
			}
		}),
		{numRuns: 500},
	);
});

test('loses no character but spaces', () => {
	const withoutSpaces = (text: string) => text.replace(/\s/g, '');
	fc.assert(
		fc.property(anyText, fc.integer({min: 3, max: 60}), (text, columns) => {
			fc.pre(!/[\u0900-\u0DFF\u1100-\u11FF]/.test(text));
			expect(withoutSpaces(wrap(text, columns).join(''))).toBe(withoutSpaces(text));
		}),
	);
});
