import fc from 'fast-check';
import {expect, test} from 'vitest';
import {applySgr, plain, type Style, transition} from '../../../source/dashboard/terminal/style.ts';
import {toScreen} from '../../helpers/screen.ts';

const anyColor = (base: 3 | 4) =>
	fc.constantFrom('', `${base}1`, `${base}7`, `${base === 3 ? 9 : 10}2`, `${base}8;5;208`, `${base}8;2;10;20;30`);
const anyStyle: fc.Arbitrary<Style> = fc
	.tuple(fc.subarray(['1', '2', '3', '4', '7', '9']), anyColor(3), anyColor(4))
	.map(([attributes, front, back]) => [...attributes, front, back].filter(code => code !== '').join(';'));

test.for<[Style, string, Style]>([
	[plain, '1;31', '1;31'],
	['31', '1', '1;31'],
	['1;31', '', plain],
	['1;31', '0;4', '4'],
	['1;2;31', '22', '31'],
	['31;42', '39', '42'],
	['31', '38;5;196', '38;5;196'],
	['31', '91', '91'],
	[plain, '38;2;1;2;3;48;5;9', '38;2;1;2;3;48;5;9'],
	['1', '999', '1'],
])('%j and then %j is %j', ([before, parameters, after]) => {
	expect(applySgr(before, parameters)).toBe(after);
});

test('changes from one style to another with short sequences', () => {
	expect(transition('31', '32')).toBe('\u001B[32m');
	expect(transition('1;31', '31')).toBe('\u001B[22m');
	expect(transition('1;2', '2')).toBe('\u001B[;2m');
	expect(transition('1;4;31', plain)).toBe('\u001B[m');
	expect(transition('7', '7')).toBe('');
});

test('the sequence between any two styles produces the second one', () => {
	fc.assert(
		fc.property(anyStyle, anyStyle, (from, to) => {
			const parameters = /^\u001B\[(.*)m$/.exec(transition(from, to))?.[1];
			expect(parameters === undefined ? from : applySgr(from, parameters)).toBe(to);
		}),
		{numRuns: 2000},
	);
});

test('a real terminal agrees', async () => {
	const size = {columns: 2, rows: 1};
	await fc.assert(
		fc.asyncProperty(anyStyle, anyStyle, async (from, to) => {
			const shown = await toScreen(`\u001B[0;${from}mx${transition(from, to)}y`, size);
			const expected = await toScreen(`x\u001B[0m${transition(plain, to)}y`, size);
			expect(shown.cells[0]?.[1]).toEqual(expected.cells[0]?.[1]);
		}),
	);
});
