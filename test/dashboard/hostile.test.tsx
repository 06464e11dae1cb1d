import fc from 'fast-check';
import {expect, test} from 'vitest';
import {liveRun} from '../../source/core/fleet/agent.ts';
import {emptyTranscript, readOn} from '../../source/core/transcript/transcript.ts';
import {toRowLine} from '../../source/dashboard/components/row-line.ts';
import {fitLine, lineWidth} from '../../source/dashboard/line.ts';
import {toRequestLines} from '../../source/dashboard/lines/request-lines.ts';
import {toEntryLines} from '../../source/dashboard/pane/entry-lines.ts';
import {toText} from '../../source/dashboard/pane/search.ts';
import {fitColumns} from '../../source/dashboard/selectors/fit-columns.ts';
import {asciiGlyphs, createTheme, unicodeGlyphs} from '../../source/dashboard/theme.ts';
import {openDashboard} from '../helpers/dashboard.tsx';
import {History} from '../helpers/facts.ts';
import {expectGolden} from '../helpers/golden.ts';
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

/** A fleet of one, in which every text that can be foreign is. */
function hostileFleet(title: string, text: string, summary: string): History {
	const history = new History();
	history
		.agent('1_one:coder')
		.listed(title)
		.running('s1')
		.event({type: 'prompt-given', kind: 'prompt', text})
		.thinks(text)
		.says(text, 'said')
		.calls('Bash', summary, text)
		.event({type: 'tool-output-read', toolId: `Bash-${summary}`, output: text, diff: summary})
		.event({type: 'remark-made', level: 'error', text})
		.event({type: 'line-printed', text: summary})
		.asks({
			tool: text,
			summary,
			reason: text,
			alwaysLabel: summary,
			input: {file_path: summary, old_string: text, new_string: summary},
		});
	return history;
}

const glyphs = unicodeGlyphs;

test('no text makes a line wider than its place', () => {
	fc.assert(
		fc.property(nasty, nasty, nasty, fc.integer({min: 40, max: 120}), (title, text, summary, columns) => {
			const {fleet, texts, now} = hostileFleet(title, text, summary);
			const [agent] = Object.values(fleet.agents);
			const request = agent && liveRun(agent)?.permissions[0];
			const events = [...texts.values()].flat();
			const {entries} = readOn(emptyTranscript(events[0]?.run), events);
			const reading = {columns, thinking: 'shown', areToolsUnfolded: true, glyphs} as const;

			if (!agent || !request) {
				throw new Error('the agent must ask');
			}

			const row = toRowLine(
				{
					agent,
					words: 'running',
					reason: text,
					resources: undefined,
					now,
					frame: 0,
					theme: createTheme('dark', glyphs),
				},
				fitColumns({available: columns - 2, content: {story: 300, agent: 8, model: 10}}),
				{isSelected: true, isMarked: true},
			);
			const lines = [
				row,
				...entries.flatMap(entry => toEntryLines(entry, reading, {now, frame: 0})),
				...toRequestLines({
					agent,
					request,
					now,
					root: undefined,
					columns,
					answers: [],
					height: 20,
					top: 0,
					form: undefined,
				}).map(line => fitLine(line, columns)),
			];

			for (const line of lines) {
				expect(lineWidth(line), toText(line)).toBeLessThanOrEqual(columns);
			}
		}),
		{numRuns: 300},
	);
});

test('no text reaches the terminal as a command, or takes the place of another line', async () => {
	await fc.assert(
		fc.asyncProperty(nasty, nasty, nasty, async (title, text, summary) => {
			using dashboard = openDashboard(hostileFleet(title, text, summary));
			const request = await dashboard.shows('needs you');
			dashboard.press('\r');
			await dashboard.reads();
			const zoomed = await dashboard.shows('Esc back');

			for (const screen of [request, zoomed]) {
				expect(screen.text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
				expect(screen.lines[0]).toContain('towline  shop');
				expect(screen.lines.at(-1)).toContain('q quit');
			}
		}),
		{numRuns: 10},
	);
});

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
