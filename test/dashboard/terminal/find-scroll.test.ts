import fc from 'fast-check';
import {expect, test} from 'vitest';
import {findScroll} from '../../../source/dashboard/terminal/find-scroll.ts';
import {type Grid, type Scroll, scrollRows} from '../../../source/dashboard/terminal/grid.ts';
import {anyStory} from './frames.ts';
import {toGrid} from './grids.ts';

const columns = 30;
const log = [
	'The first line of the log',
	'Second comes the next one',
	'Now there is a third line',
	'And at last the fourth',
];
const [first = '', second = '', third = '', fourth = ''] = log;

type Row = [name: string, shown: readonly string[], wanted: readonly string[], scroll: Scroll | undefined];

test.for<Row>([
	['nothing changed', log, log, undefined],
	['one line changed', log, [first, second, third, 'Something else entirely'], undefined],
	['lines move up', log, [second, third, fourth, ''], {top: 0, bottom: 4, count: 1}],
	['lines move down', log, ['', first, second, third], {top: 0, bottom: 4, count: -1}],
	['lines move up by two', log, [third, fourth, '', ''], {top: 0, bottom: 4, count: 2}],
	['a title stays', ['Title', ...log], ['Title', second, third, fourth, ''], {top: 1, bottom: 5, count: 1}],
	['a footer stays', [...log, 'Footer'], [second, third, fourth, '', 'Footer'], {top: 0, bottom: 4, count: 1}],
	[
		'a spinner turns in the middle of the block',
		[...log.slice(0, 2), '⠋ running', ...log.slice(2)],
		[second, '⠙ running', third, fourth, ''],
		{top: 0, bottom: 5, count: 1},
	],
	['lines that are too short to be worth it', ['a', 'b', 'c'], ['b', 'c', 'd'], undefined],
	['only blank lines are alike', ['', '', first], ['', fourth, ''], undefined],
	[
		'a pane moves beside a table of as much text, which would have to be mended',
		['table one     │ aaaaaaaaaa', 'table two     │ bbbbbbbbbb', 'table three   │ cccccccccc'],
		['table one     │ bbbbbbbbbb', 'table two     │ cccccccccc', 'table three   │ dddddddddd'],
		undefined,
	],
	[
		'a pane moves below a title of its own, beside an empty table',
		['1 row    ── pane', ...log.map(line => `  ${line}`)],
		['1 row    ── pane', ...[second, third, fourth, ''].map(line => `  ${line}`)],
		{top: 1, bottom: 5, count: 1},
	],
])('%s', ([, shown, wanted, scroll]) => {
	expect(findScroll(toGrid(shown, columns), toGrid(wanted, columns))).toEqual(scroll);
});

test('lines of the same text and another style are not alike', () => {
	const wanted = [second, third, fourth, ''].map(line => `\u001B[1m${line}\u001B[m`);
	expect(findScroll(toGrid(log, columns), toGrid(wanted, columns))).toBeUndefined();
});

test('a block that moves is found whole: only the lines that came in are left to write', () => {
	const distinct = Array.from({length: 12}, (_, row) => `${row} `.padEnd(columns, String.fromCharCode(97 + row)));
	fc.assert(
		fc.property(fc.integer({min: 0, max: 4}), fc.integer({min: 8, max: 12}), anyCount, (top, bottom, count) => {
			const shown = toGrid(distinct, columns);
			const wanted = toGrid(distinct, columns);
			scrollRows(wanted, {top, bottom, count});
			const scroll = findScroll(shown, wanted);
			expect(scroll).toEqual({top, bottom, count});
		}),
	);
});

test('what is found lies on the screen and moves by less than its height', () => {
	const size = {columns: 24, rows: 8};
	const grids = anyStory(size).map(frames => {
		const sized = frames.filter(frame => frame.columns === size.columns && frame.rows === size.rows);
		return sized.map(({lines}) => toGrid(lines, size.columns));
	});
	fc.assert(
		fc.property(grids, all => {
			for (const [index, wanted] of all.slice(1).entries()) {
				expectOnScreen(findScroll(all[index] ?? wanted, wanted), wanted);
			}
		}),
		{numRuns: 500},
	);
});

const anyCount = fc.constantFrom(-3, -2, -1, 1, 2, 3);

function expectOnScreen(scroll: Scroll | undefined, {rows}: Grid): void {
	if (scroll) {
		expect(scroll.top).toBeGreaterThanOrEqual(0);
		expect(scroll.bottom).toBeLessThanOrEqual(rows.length);
		expect(Math.abs(scroll.count)).toBeGreaterThan(0);
		expect(Math.abs(scroll.count)).toBeLessThan(scroll.bottom - scroll.top);
	}
}
