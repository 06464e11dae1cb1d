import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {Size} from '../../source/dashboard/state/dashboard-state.ts';
import {width} from '../../source/dashboard/text/width.ts';
import {openDashboard, type TestDashboard} from '../helpers/dashboard.tsx';
import {History} from '../helpers/facts.ts';
import {type Act, acts, play} from './hostile-acts.ts';

/** From the smallest that is drawn, over those people have, to one in between and one that is too small. */
const sizes = [
	{columns: 80, rows: 24},
	{columns: 60, rows: 12},
	{columns: 120, rows: 40},
	{columns: 200, rows: 50},
	{columns: 97, rows: 17},
	{columns: 59, rows: 30},
];

/** On a busy machine fewer runs are done instead of failing. */
const limitMs = Number(process.env.PROPERTY_MS ?? 45_000);

/**
 * A musical note and a Devanagari cluster of three columns each, which the test's terminal draws in two. Measured on its
 * screen, the lines that hold them seemed to be 81 columns wide; what counts is the frame that is sent.
 */
const widerThanTwo: [Size, Act[]] = [
	{columns: 80, rows: 24},
	[{kind: 'print', agent: 2, how: 'ask', text: '\u{1D158}\u{1D165}\u{1D16E}', more: 'क्षि'}],
];

test(
	'whatever agents print and keys do, at any size: no ghost cell, no line too wide, nothing out of place',
	async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...sizes),
				fc.array(acts(sizes), {minLength: 5, maxLength: 40}),
				async (size, all) => {
					const history = new History();
					history.agent('1_first:coder').listed('The first').running('s1').says('Begin.');
					using dashboard = openDashboard(history, {...size, diff: '+++ b/漢字.txt\n@@ -1 +1 @@\n+\u001B[2J👩‍👩‍👧\n'});
					await dashboard.shows(/first|Terminal too small/);
					const checked = all.flatMap((act, index) => (index % 5 === 4 ? [act, 'look' as const] : [act]));

					for (const act of [...checked, 'look' as const]) {
						await (act === 'look' ? look(dashboard, history) : play(act as Act, {dashboard, history}));
					}
				},
			),
			{
				numRuns: Number(process.env.PROPERTY_RUNS ?? 25),
				examples: [widerThanTwo],
				// Also of the search for a smaller counterexample, so that the one that was found is printed.
				plugins: [fc.interruptAfterTimeLimit(limitMs)],
			},
		);
	},
	limitMs * 2,
);

/** What stands on the screen after all that is what a fresh terminal is given for the same state. */
async function look(dashboard: TestDashboard, history: History): Promise<void> {
	await dashboard.catchesUp();
	const shown = dashboard.terminal.screen();
	const fresh = await dashboard.drawAfresh();
	expect(shown.text).toBe(fresh.text);
	expect(shown.cells).toEqual(fresh.cells);
	expect(shown.text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
	expect(history.facts.length).toBeGreaterThan(0);

	for (const line of dashboard.terminal.frame()) {
		expect(width(line), line).toBeLessThanOrEqual(shown.columns);
	}

	if (shown.columns >= 60) {
		expect(shown.lines[0]).toMatch(/^ towline {2}shop/);
		expect(shown.lines.at(-1)).toMatch(/^ \S/);
	}
}
