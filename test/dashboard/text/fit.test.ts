import fc from 'fast-check';
import {expect, test} from 'vitest';
import {alignLeft, alignRight, padEnd, padStart, truncate} from '../../../source/dashboard/text/fit.ts';
import {width} from '../../../source/dashboard/text/width.ts';
import {anyColumns, anyText} from './arbitraries.ts';

test.for([
	['end', 'checkout…'],
	['middle', 'chec…pons'],
	['start', '…-coupons'],
] as const)('leaves out the %s of a long text', ([from, expected]) => {
	expect(truncate('checkout-coupons', 9, {from})).toBe(expected);
});

test('leaves a text that fits as it is', () => {
	expect(truncate('漢字', 4)).toBe('漢字');
});

test('never cuts a wide character in half', () => {
	expect(truncate('漢字漢字', 4)).toBe('漢…');
	expect(truncate('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5)).toBe('👩‍👩‍👧👩‍👩‍👧…');
});

test('fills with spaces by width', () => {
	expect(padEnd('漢', 4)).toBe('漢  ');
	expect(padStart('漢', 4)).toBe('  漢');
	expect(alignRight('12', 4)).toBe('  12');
	expect(alignRight('123456', 4)).toBe('123…');
});

test('is never wider than the columns, from whatever side', () => {
	fc.assert(
		fc.property(anyText, anyColumns, fc.constantFrom('end', 'middle', 'start'), (text, columns, from) => {
			expect(width(truncate(text, columns, {from}))).toBeLessThanOrEqual(columns);
		}),
	);
});

test('aligned text is exactly as wide as the columns', () => {
	const anyWords = fc.string({unit: fc.constantFrom('a', ' ', '漢', '😀', '…')});
	fc.assert(
		fc.property(anyWords, anyColumns, (text, columns) => {
			expect(width(alignLeft(text, columns))).toBe(columns);
			expect(width(alignRight(text, columns))).toBe(columns);
		}),
	);
});
