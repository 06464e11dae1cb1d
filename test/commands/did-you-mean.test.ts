import {expect, test} from 'vitest';
import {didYouMean} from '../../source/commands/did-you-mean.ts';

test.for([
	['klil', 'Did you mean "kill"?'],
	['KILL', 'Did you mean "kill"?'],
	['stat', 'Did you mean "start"?'],
	['pause d', undefined],
	['ps', 'Did you mean "ps"?'],
	['p', undefined],
	['dance', undefined],
	['x'.repeat(10_000), undefined],
] as const)('"%s": %s', ([typed, expected]) => {
	expect(didYouMean(typed, ['kill', 'start', 'ps', 'queue'])).toBe(expected);
});

test('words that are equally close are all named, each once', () => {
	expect(didYouMean('4a', ['4', '4b', '4b'])).toBeUndefined();
	expect(didYouMean('2_loginx', ['1_login', '2_logins', '2_login', '2_login'])).toBe(
		'Did you mean "2_logins" or "2_login"?',
	);
});
