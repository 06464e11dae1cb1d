import fc from 'fast-check';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {toGrapheme, toGraphemes, width} from '../../../source/dashboard/text/width.ts';
import {anyText} from './arbitraries.ts';

test('counts the columns that Ink counts', () => {
	fc.assert(
		fc.property(anyText, text => {
			expect(width(text)).toBe(stringWidth(text, {countAnsiEscapeCodes: true}));
		}),
	);
});

test('graphemes put together are the text again', () => {
	fc.assert(
		fc.property(anyText, text => {
			expect(
				toGraphemes(text)
					.map(grapheme => grapheme.text)
					.join(''),
			).toBe(text);
		}),
	);
});

test.for(['a', 'é', '漢', '한', '─', '●', '✓', 'ש'])('every terminal agrees on the width of %s', text => {
	expect(toGrapheme(text).hasCertainWidth).toBe(true);
});

test.for(['😀', '👩‍👩‍👧', '❤️', '⚠', 'e\u0301', '🇩🇪', 'ᄀ', '\uE0B0'])('terminals disagree on the width of %s', text => {
	expect(toGrapheme(text).hasCertainWidth).toBe(false);
});
