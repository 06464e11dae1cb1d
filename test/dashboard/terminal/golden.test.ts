import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {expectGolden} from '../../helpers/golden.ts';
import {fromGoldenText, toGoldenText} from '../../helpers/golden-text.ts';
import {toScreen} from '../../helpers/screen.ts';
import {toSvg} from '../../helpers/to-svg.ts';

const screens = path.resolve(import.meta.dirname, '../screens');
const folder = mkdtempSync(path.join(tmpdir(), 'towline-golden-'));
const size = {columns: 12, rows: 3};
const output =
	'\u001B[1;32mok\u001B[0m \u001B[38;5;208m漢\u001B[0m \u001B[3;48;2;1;2;3mrow\u001B[0m\n\u001B[7m 👩‍👩‍👧 \u001B[0m';

afterAll(() => rmSync(folder, {recursive: true, force: true}));

test('a screen is stored as its text, a letter for the style of each cell, and a legend', async () => {
	expect(toGoldenText(await toScreen(output, size))).toBe(
		[
			...['ok 漢 row', ' 👩‍👩‍👧', ''],
			...['=== styles ===', 'GG.aa.bbb', 'iiii', ''],
			...['=== legend ===', 'size 12x3', 'G bold fg=green', 'a fg=208', 'b italic bg=#010203', 'i inverse', ''],
		].join('\n'),
	);
});

test('the picture of a stored screen is that of the screen', async () => {
	const screen = await toScreen(output, size);
	expect(toSvg(fromGoldenText(toGoldenText(screen)), {title: ''})).toBe(toSvg(screen, {title: ''}));
});

test('every stored screen is read as it was written', () => {
	for (const name of readdirSync(screens)) {
		const text = readFileSync(path.join(screens, name), 'utf8');
		expect(toGoldenText(fromGoldenText(text)), name).toBe(text);
	}
});

test.for([{}, {CI: 'true'}, {CI: 'true', UPDATE: '1'}])(
	'a missing screen fails and is not written, with %j',
	async env => {
		const screen = await toScreen(output, size);
		expect(() => expectGolden(screen, 'missing', {folder, env})).toThrow('No screen is stored as missing.txt');
		expect(readdirSync(folder)).toEqual([]);
	},
);

test('a screen is stored when it is asked for, and a change of its styles alone fails', async () => {
	expectGolden(await toScreen(output, size), 'stored', {folder, env: {UPDATE: '1'}});
	expectGolden(await toScreen(output, size), 'stored', {folder, env: {}});
	const other = await toScreen(output.replace('1;32', '1;31'), size);
	expect(() => expectGolden(other, 'stored', {folder, env: {CI: 'true'}})).toThrow();
});

test('a text that is no stored screen is refused', () => {
	expect(() => fromGoldenText('hello\n')).toThrow(SyntaxError);
});
