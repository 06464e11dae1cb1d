import fc from 'fast-check';
import {expect, test} from 'vitest';
import {cutText, stripAllButColors, stripEscapes, toOneLine} from '../../source/stream/sanitize.ts';

const hostile = fc.string({
	unit: fc.oneof(
		fc.constantFrom('\u001B', '\u001B[', '\u001B]', '\u001BP', '\u001B\\', '\u009B', '\u009D', '\u009C', '\u0007'),
		fc.constantFrom('\r', '\n', '\t', '\b', '\u0000', '\u007F', '\u0085', '\u202E', '\u2066', '\u2028', '\uFEFF'),
		fc.constantFrom('0;', '31m', 'H', '?', '52;c;', 'a', 'ü', '🚀', ' ', '{'),
		fc.string({unit: 'binary', minLength: 1, maxLength: 1}),
	),
});

test('leaves nothing that acts on a terminal, for any input', () => {
	fc.assert(
		fc.property(hostile, text => {
			expect(stripEscapes(text)).not.toMatch(
				/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u2028\u2029]/,
			);
			expect(toOneLine(text)).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/);
		}),
		{numRuns: 1000},
	);
});

test('is idempotent', () => {
	fc.assert(
		fc.property(hostile, text => {
			expect(stripEscapes(stripEscapes(text))).toBe(stripEscapes(text));
		}),
		{numRuns: 1000},
	);
});

test('leaves plain text unchanged', () => {
	const plain = 'Zürich – “quoted” 東京 👩‍👩‍👧 \t indented\n';
	expect(stripEscapes(plain)).toBe(plain);
});

test.for([
	['a colour', '\u001B[1;31mred\u001B[0m', 'red'],
	['a title', '\u001B]0;owned\u0007text', 'text'],
	['the clipboard', '\u001B]52;c;b3duZWQ=\u001B\\text', 'text'],
	['a device control string', '\u001BP1$tx\u001B\\text', 'text'],
	['a C1 introducer', '\u009B31mtext\u009D0;title\u009C', 'text'],
	['a reset', '\u001Bctext', 'text'],
	['a charset', '\u001B(Btext', 'text'],
	['a progress bar', '10%\r20%\r\n', '10%\n20%\n'],
] as const)('removes %s', ([, text, clean]) => {
	expect(stripEscapes(text)).toBe(clean);
});

test('a control string without an end hides only its own line', () => {
	expect(stripEscapes('before \u001B]0;never ended\nafter')).toBe('before \nafter');
});

test('takes linear time on a megabyte of incomplete sequences', () => {
	for (const start of ['\u001B]', '\u001B[0', '\u001B', '\u009D', '\u001B[ ']) {
		const startedAt = performance.now();
		stripEscapes(start.repeat(500_000));
		expect(performance.now() - startedAt).toBeLessThan(2000);
	}
});

test('says how much it cuts, and never splits a surrogate pair', () => {
	expect(cutText('abcdef', 3)).toBe('abc\n… 3 characters more');
	expect(cutText('a🚀b', 2)).toBe('a\n… 3 characters more');
	expect(cutText('abc', 3)).toBe('abc');
});

test('at the exit to a terminal nothing but our colours is left of what could act on it', () => {
	fc.assert(
		fc.property(hostile, text => {
			const safe = stripAllButColors(text);
			expect(stripEscapes(safe)).toBe(safe.replaceAll(/\u001B\[3[1-69]m/g, ''));
			expect(stripAllButColors(safe)).toBe(safe);
		}),
	);
	expect(stripAllButColors('\u001B[32mgood\u001B[39m \u001B]52;c;ZXZpbA==\u0007 \u001B[8mhidden')).toBe(
		'\u001B[32mgood\u001B[39m  hidden',
	);
});
