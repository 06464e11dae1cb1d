import fc from 'fast-check';
import {expect, test} from 'vitest';
import {globProblem, matchesGlob} from '../../../source/project/config/permission-glob.ts';

test.for([
	['npm test*', 'npm test -- --run a/b', true],
	['npm test*', 'rm -rf / && npm test', false],
	['*', '', true],
	['src/?.ts', 'src/a.ts', true],
	['src/?.ts', 'src/ab.ts', false],
	['a\\*b', 'a*b', true],
	['a\\*b', 'axb', false],
	['*a*b', 'xxaxxab', true],
	['[x]', '[x]', true],
	['', 'a', false],
] as const)('%j on %j gives %s', ([glob, text, expected]) => {
	expect(matchesGlob(glob, text)).toBe(expected);
});

test('is fast for any text', () => {
	expect(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
});

test('a glob without wildcards matches only itself', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (text, other) => {
			const glob = text.replace(/[\\*?]/g, '\\$&');
			expect(matchesGlob(glob, text)).toBe(true);
			expect(matchesGlob(glob, other)).toBe(other === text);
		}),
	);
});

test.for(['', 'a\nb', 'a\\', 'x'.repeat(1001)])('%j is not a valid glob', glob => {
	expect(globProblem(glob)).toMatch(/a glob of/);
});
