import fc from 'fast-check';
import {expect, test} from 'vitest';
import {AnsiWriter} from '../../../source/dashboard/terminal/ansi-writer.ts';
import {findScroll} from '../../../source/dashboard/terminal/find-scroll.ts';
import {type Grid, scrollRows} from '../../../source/dashboard/terminal/grid.ts';
import {paint} from '../../../source/dashboard/terminal/paint.ts';
import {type Screen, toScreen} from '../../helpers/screen.ts';
import {anyStory, type Frame, toInkOutput} from './frames.ts';
import {toGrid} from './grids.ts';

const columns = 20;
const size = {columns: 24, rows: 8};
/** The cursor at the top left, with no style: what a terminal starts with. */
const start = {row: 0, column: 0, style: ''};

type Row = [name: string, shown: readonly string[], wanted: readonly string[], bytes: string];

test.for<Row>([
	['nothing changed', ['same'], ['same'], ''],
	['a character at the cursor', ['abc'], ['xbc'], 'x'],
	['a character further on', ['running 1:09'], ['running 1:10'], '\u001B[11G10'],
	['a character in another row', ['', '', 'abc'], ['', '', 'abx'], '\u001B[3;3Hx'],
	['a gap of a few characters is written again', ['abcdef'], ['xbcdey'], 'xbcdey'],
	['a wider gap is moved over', ['abcdefgh'], ['xbcdefgy'], 'x\u001B[8Gy'],
	['the rest of a row is erased', ['a long line'], ['a'], '\u001B[C\u001B[K'],
	['a blank or two are written', ['abc'], ['a'], '\u001B[C  '],
	['a row is erased', ['abcd'], [''], '\u001B[K'],
	['only the style changed', ['abc'], ['\u001B[1mabc\u001B[m'], '\u001B[1mabc'],
	['a wide character is replaced in both its columns', ['漢b'], ['xyb'], 'xy'],
	['a narrow character is replaced by a wide one', ['abc'], ['漢c'], '漢'],
	[
		'behind a character of uncertain width all is written again, at places that are certain',
		['ab cd'],
		['❤️ cd'],
		'  \r❤️\u001B[3G cd\u001B[K',
	],
])('%s', ([, shown, wanted, bytes]) => {
	const writer = new AnsiWriter(columns, start);
	paint(toGrid(shown, columns), toGrid(wanted, columns), writer);
	expect(writer.output).toBe(bytes);
});

test('the painted bytes turn the old screen into the new one, with a scroll before them or without', async () => {
	await fc.assert(
		fc.asyncProperty(anyStory(size), fc.boolean(), async (frames, mayScroll) => {
			const [before, after = before] = frames.filter(isOfSize).map(({lines}) => lines);
			fc.pre(before !== undefined && after !== undefined);
			const shown = toGrid(before, size.columns);
			const wanted = toGrid(after, size.columns);
			const painted = paintOver(shown, wanted, mayScroll);
			const screen = await toScreen(`\u001B[?1049h\u001B[?7l${toInkOutput(before)}${painted}`, size);
			expect(visible(screen)).toEqual(visible(await toScreen(toInkOutput(after), size)));
			expect(shown).toEqual(wanted);
		}),
		{numRuns: Number(process.env.PROPERTY_RUNS ?? 200)},
	);
});

function isOfSize({columns, rows}: Frame): boolean {
	return columns === size.columns && rows === size.rows;
}

function paintOver(shown: Grid, wanted: Grid, mayScroll: boolean): string {
	const writer = new AnsiWriter(wanted.columns);
	const scroll = mayScroll ? findScroll(shown, wanted) : undefined;

	if (scroll) {
		writer.scroll(scroll);
		scrollRows(shown, scroll);
	}

	paint(shown, wanted, writer);
	return writer.output;
}

/** The cells that a person can tell apart: a wide character's second column has none of its own. */
function visible({cells}: Screen): readonly string[] {
	return cells.map(row => row.map(cell => JSON.stringify(cell.text === '' ? '' : cell)).join('\n'));
}
