import {expect, test} from 'vitest';
import type {EpochMs} from '../../../source/core/ids.ts';
import {lineWidth} from '../../../source/dashboard/line.ts';
import {toGaugesLine} from '../../../source/dashboard/lines/gauges.ts';
import {toText} from '../../../source/dashboard/pane/search.ts';
import {selectSummary} from '../../../source/dashboard/selectors/header.ts';
import {createTheme, unicodeGlyphs} from '../../../source/dashboard/theme.ts';
import {History, minutesIn} from '../../helpers/facts.ts';

type Account = {readonly name: string; readonly fiveHour: number; readonly week: number; readonly isShut?: boolean};

function gaugesOf(accounts: readonly Account[], {columns = 80, at}: {columns?: number; at?: EpochMs} = {}) {
	const history = new History();
	const agent = history.agent('1_one:coder').listed('One').running('s');

	for (const {name, fiveHour, week, isShut = false} of accounts) {
		const windows = {
			five_hour: {utilization: fiveHour, resetsAt: minutesIn(60), status: 'allowed'},
			seven_day: {utilization: week, resetsAt: minutesIn(4000), status: 'allowed'},
		};
		const status = isShut ? 'rejected' : 'allowed';
		agent.limited({status, resetsAt: minutesIn(60), windows}, undefined, `/home/ada/${name}`);
	}

	const {fleet} = history;
	const theme = createTheme('dark', unicodeGlyphs);
	return toGaugesLine({fleet, summary: selectSummary(fleet), now: at ?? history.now, theme, columns});
}

test('a single account is shown without its name', () => {
	expect(toText(gaugesOf([{name: 'ada', fiveHour: 0.42, week: 0.18}]))).toMatch(
		/^ 5h \S+ 42% ↻ \d\d:\d\d {3}week \S+ 18%$/,
	);
});

test('of several accounts below their limits the fullest window of each kind is shown first', () => {
	const text = toText(
		gaugesOf(
			[
				{name: 'ada', fiveHour: 0.1, week: 0.3},
				{name: 'night', fiveHour: 0.4, week: 0.2},
			],
			{columns: 70},
		),
	);
	expect(text).toContain('5h night');
	expect(text).toContain('week ada');
	expect(text).not.toContain('5h ada');
});

test('a closed window is shown before any other, in its colour', () => {
	const line = gaugesOf(
		[
			{name: 'ada', fiveHour: 0.9, week: 0.95},
			{name: 'night', fiveHour: 0.7, week: 0.2, isShut: true},
		],
		{columns: 60},
	);
	expect(toText(line)).toContain('5h night');
	expect(line.some(({tone}) => tone === 'bad')).toBe(true);
});

test.for([60, 72, 80, 100, 120, 200])('at %i columns each window is shown whole or not at all', columns => {
	const accounts = ['ada', 'night-account', 'a-very-long-account-name-of-somebody', 'b'].map((name, index) => ({
		name,
		fiveHour: 0.8 + index / 20,
		week: 0.85,
	}));
	const line = gaugesOf(accounts, {columns});
	expect(lineWidth(line)).toBeLessThanOrEqual(columns);
	expect(toText(line)).not.toContain('…');
	expect(toText(line)).toContain('%');
});

test('the usage of a window is not shown after its reset', () => {
	expect(toText(gaugesOf([{name: 'ada', fiveHour: 1, week: 0.18}], {at: minutesIn(61)}))).toMatch(/^ week \S+ 18%$/);
});
