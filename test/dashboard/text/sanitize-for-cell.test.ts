import fc from 'fast-check';
import {expect, test} from 'vitest';
import {sanitizeForCell, sanitizeLines} from '../../../source/dashboard/text/sanitize-for-cell.ts';
import {anyText} from './arbitraries.ts';

test.for<[string, string, string]>([
	['escape sequences', '\u001B[2Jred\u001B]0;title\u0007', 'red'],
	['newlines', 'one\ntwo\r\n three', 'one two three'],
	['halves of surrogate pairs', 'a\uD83Db', 'a\uFFFDb'],
	['marks that reorder text', 'abc\u202Efed\u2069', 'abcfed'],
	['zero-width spaces', 'a\u200Bb\u2060c', 'abc'],
	['marks without a letter', '\u0301abc', 'abc'],
	['marks piled upon a letter', `a${'\u0301'.repeat(500)}b`, `a${'\u0301'.repeat(4)}b`],
])('removes %s', ([, text, expected]) => {
	expect(sanitizeForCell(text)).toBe(expected);
});

test('leaves right-to-left text, joined emoji and accents alone', () => {
	expect(sanitizeForCell('שלום 👩‍👩‍👧 e\u0301')).toBe('שלום 👩‍👩‍👧 e\u0301');
});

test('keeps the lines and the indentation of text for a pane', () => {
	expect(sanitizeLines('one\n\ttwo\u001B[31m\n  three')).toBe('one\n\ttwo\n  three');
});

test('nothing that acts on a terminal is left', () => {
	const hostile = fc.array(
		fc.oneof(anyText, fc.string({unit: 'binary'}), fc.constantFrom('\u001B[', '\u009D', '\u001BP')),
	);
	fc.assert(
		fc.property(hostile, parts => {
			expect(sanitizeForCell(parts.join(''))).not.toMatch(
				/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/,
			);
		}),
	);
});
