import fc from 'fast-check';
import {expect, test} from 'vitest';
import {width} from '../../source/dashboard/text/width.ts';
import {asciiGlyphs, createTheme} from '../../source/dashboard/theme.ts';
import {expectGolden, openDashboard} from '../helpers/dashboard.tsx';
import {History} from '../helpers/facts.ts';
import {shop} from '../helpers/shop.ts';

const nasty = fc.oneof(
	fc.string({unit: 'binary', maxLength: 60}),
	fc.string({unit: 'grapheme', maxLength: 60}),
	fc.constantFrom(
		'\u001B[2J\u001B[31mred',
		'\u001B]0;title\u0007\u001B]52;c;ZXZpbA==\u0007',
		'漢字'.repeat(80),
		'👩‍👩‍👧'.repeat(40),
		'שלום עולם',
		'\u202Eevil',
		'a\nb\rc\td',
		'e\u0301'.repeat(90),
		'x'.repeat(300),
	),
);

test('no text that an agent prints makes a line wider than the terminal, or reaches it as a command', async () => {
	await fc.assert(
		fc.asyncProperty(nasty, nasty, nasty, async (title, text, summary) => {
			const history = new History();
			history
				.agent('1_one:coder')
				.listed(title)
				.running('s1')
				.thinks(text)
				.says(text, 'said')
				.calls('Bash', summary, text)
				.event({type: 'remark-made', level: 'error', text})
				.event({type: 'line-printed', text: summary})
				.asks({tool: text, summary, reason: text, alwaysLabel: summary});
			using dashboard = openDashboard(history);
			const request = await dashboard.shows('needs you');
			dashboard.press('\r');
			await dashboard.reads();
			const zoomed = await dashboard.shows('Esc back');

			for (const line of [...request.lines, ...zoomed.lines]) {
				expect(width(line)).toBeLessThanOrEqual(80);
				expect(line).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E]/);
			}

			expect(zoomed.lines.at(-1)).toContain('q quit');
		}),
		{numRuns: 10},
	);
}, 30_000);

test('without Unicode and without colour everything can still be told apart', async () => {
	using dashboard = openDashboard(shop(), {theme: createTheme('none', asciiGlyphs)});
	await dashboard.shows('42 checkout coupons');
	dashboard.press('jjj');
	await dashboard.shows('> 41');
	await dashboard.reads();
	const screen = await dashboard.shows('npm test -- cart');
	expectGolden(screen, 'ascii-80x24');
	expect(screen.cells.flat().filter(({foreground}) => foreground.kind !== 'default')).toEqual([]);
});

test('200 agents are shown, and a key is drawn at once', async () => {
	const history = new History();

	for (let story = 1; story <= 200; story++) {
		history.agent(`${story}_story:coder`).listed(`Story number ${story}`).queued();
	}

	using dashboard = openDashboard(history, {columns: 120, rows: 40});
	await dashboard.shows('1 Story number 1');
	dashboard.press('j'.repeat(150));
	await dashboard.shows('› 151 Story number 151');
});
