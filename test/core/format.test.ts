import {expect, test} from 'vitest';
import {formatCount, formatElapsed, formatNumberOf, formatSession, formatUsd} from '../../source/core/format.ts';

test.for([
	[0, '0'],
	[940, '940'],
	[999.6, '1000'],
	[1000, '1.0k'],
	[4120, '4.1k'],
	[9960, '10k'],
	[18_400, '18k'],
	[999_499, '999k'],
	[999_600, '1.0M'],
	[1_240_000, '1.2M'],
] as const)('%d tokens are %s', ([count, text]) => {
	expect(formatCount(count)).toBe(text);
});

test.for([
	[undefined, '-'],
	[0, '$0.00'],
	[0.001, '<$0.01'],
	[0.61, '$0.61'],
	[1204.5, '$1,204.50'],
	[Number.POSITIVE_INFINITY, '-'],
	[Number.NaN, '-'],
] as const)('%o dollars are %s', ([cost, text]) => {
	expect(formatUsd(cost)).toBe(text);
});

test('an estimate is marked', () => {
	expect(formatUsd(0.42, true)).toBe('~$0.42');
});

test.for([
	[undefined, '-'],
	[48_000, '0:48'],
	[400_999, '6:40'],
	[3_753_000, '1:02:33'],
] as const)('%o ms are %s', ([elapsed, text]) => {
	expect(formatElapsed(elapsed)).toBe(text);
});

test('a session is shown by its first eight characters', () => {
	expect(formatSession('9f3c21aa-0000-4000-8000-000000000000')).toBe('9f3c21aa');
	expect(formatSession(undefined)).toBe('-');
});

test.for([
	[0, '0 stories'],
	[1, '1 story'],
	[2, '2 stories'],
] as const)('a count of %i is formatted as %s', ([count, text]) => {
	expect(formatNumberOf(count, 'story', 'stories')).toBe(text);
});
