import fc from 'fast-check';
import {expect, test} from 'vitest';
import {toSafeJson} from '../../source/stream/safe-json.ts';

test('parses back to the same value, and contains nothing that a terminal acts on', () => {
	const text = fc.string({
		unit: fc.constantFrom('a', '"', '\u001B[2J', '\u009B2J', '\u009D0;x\u0007', '\u202E', '\u007F', 'é', '🚀'),
	});
	fc.assert(
		fc.property(fc.dictionary(text, text), value => {
			const json = toSafeJson(value);
			expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
			expect(json).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202E]/);
		}),
	);
});

test('a value that JSON cannot represent becomes null', () => {
	expect(toSafeJson(undefined)).toBe('null');
});
