import fc from 'fast-check';
import {expect, test} from 'vitest';
import {ScreenPainter} from '../../../source/dashboard/terminal/screen-painter.ts';
import {createHeadlessTerminal, type Screen, toScreen, type WidthRule} from '../../helpers/screen.ts';
import {anyStory, type Frame, toInkOutput} from './frames.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 100);
const size = {columns: 24, rows: 8};

/** Only what can be seen: a blank's foreground cannot. */
function look({cells}: Screen): string[] {
	return cells.map(row => row.map(cell => JSON.stringify(cell.text === '' ? '' : cell)).join('\n'));
}

test('after any frames the screen is what the last frame alone shows', async () => {
	await fc.assert(
		fc.asyncProperty(anyStory(size), async frames => {
			const {shown, last} = await play(frames, 'graphemes');
			const expected = await toScreen(toInkOutput(last.lines), {columns: last.columns, rows: last.rows});
			expect(shown.lines).toEqual(expected.lines);
			expect(look(shown)).toEqual(look(expected));
		}),
		{numRuns},
	);
});

test('a terminal with other widths never keeps anything of an earlier frame', async () => {
	await fc.assert(
		fc.asyncProperty(anyStory(size), async frames => {
			const {shown, last} = await play(frames, 'code-points');
			const {shown: expected} = await play([last], 'code-points');
			expect(shown.lines).toEqual(expected.lines);
			expect(look(shown)).toEqual(look(expected));
		}),
		{numRuns},
	);
});

test('nothing is sent when nothing changed', () => {
	fc.assert(
		fc.property(anyStory(size), frames => {
			const painter = new ScreenPainter(size.columns, size.rows);

			for (const {lines} of frames) {
				painter.draw(toInkOutput(lines));
				painter.update();
				painter.draw(toInkOutput(lines));
				expect(painter.update()).toBe('');
			}
		}),
	);
});

/** What a terminal shows after these frames, each of which was sent. */
async function play(frames: readonly Frame[], widths: WidthRule): Promise<{shown: Screen; last: Frame}> {
	const [first = {lines: [], ...size}] = frames;
	const terminal = createHeadlessTerminal({columns: first.columns, rows: first.rows, widths});
	const painter = new ScreenPainter(first.columns, first.rows);
	let last = first;
	await terminal.write('\u001B[?1049h\u001B[?7l');

	for (const frame of frames) {
		if (frame.columns !== last.columns || frame.rows !== last.rows) {
			terminal.resize(frame.columns, frame.rows);
			painter.resize(frame.columns, frame.rows);
		}

		painter.draw(toInkOutput(frame.lines));
		await terminal.write(painter.update());
		last = frame;
	}

	const shown = terminal.screen();
	terminal.dispose();
	return {shown, last};
}
