import {expect, test} from 'vitest';
import type {EpochMs} from '../../../source/core/ids.ts';
import type {Entry} from '../../../source/core/transcript/transcript.ts';
import {type Line, lineOf} from '../../../source/dashboard/line.ts';
import {type Reading, toEntryLines} from '../../../source/dashboard/pane/entry-lines.ts';
import {highlight, matchesIn, nextMatch, toCounter, toText} from '../../../source/dashboard/pane/search.ts';
import {toSearchedLines} from '../../../source/dashboard/pane/searched-lines.ts';
import {unicodeGlyphs} from '../../../source/dashboard/theme.ts';

const lines = ['one and one', 'two', 'ONE more'].map(text => lineOf(text));

test('matches are found from top to bottom, and case counts only if the search has capitals', () => {
	expect(matchesIn(lines, 'one')).toEqual([
		{entry: 0, line: 0, start: 0},
		{entry: 0, line: 0, start: 8},
		{entry: 0, line: 2, start: 0},
	]);
	expect(matchesIn(lines, 'ONE')).toEqual([{entry: 0, line: 2, start: 0}]);
	expect(matchesIn(lines, '')).toEqual([]);
});

test('the next match wraps at both ends and says so, and is counted', () => {
	const matches = matchesIn(lines, 'one');
	const [first, second, third] = matches;

	if (!first || !second || !third) {
		throw new Error('There are three matches.');
	}

	expect(nextMatch(matches, first, 1)).toEqual({match: second, hasWrapped: false});
	expect(nextMatch(matches, third, 1)).toEqual({match: first, hasWrapped: true});
	expect(nextMatch(matches, first, -1)).toEqual({match: third, hasWrapped: true});
	expect(nextMatch([], first, 1)).toBeUndefined();
	expect(toCounter(matches, second)).toBe('2/3');
	expect(toCounter(matches, undefined)).toBe('3');
});

test('a match is highlighted across spans, and the current one differently', () => {
	const line: Line = [{text: 'The '}, {text: 'Total', bold: true}, {text: ' totals'}];
	const show = (shown: Line) =>
		shown.map(({text, inverse, underline}) => (inverse ? `<${text}>` : underline ? `[${text}]` : text)).join('');
	expect(show(highlight(line, 'total', 4))).toBe('The <Total> [total]s');
	expect(show(highlight(line, 'e to'))).toBe('Th[e ][To]tal totals');
	expect(highlight(line, 'nothing')).toBe(line);
});

test('the output of a folded tool is searched, and shown while it matches', () => {
	const output = Array.from({length: 300}, (_, index) => `line ${index + 1}`).join('\n');
	const tool: Entry = {
		kind: 'tool',
		position: 7,
		at: 0 as EpochMs,
		toolId: 't1',
		tool: 'Bash',
		summary: 'npm test',
		state: 'ok',
		outcome: '',
		endedAt: 1000 as EpochMs,
		waitedMs: 0,
		waitsSince: undefined,
		input: 'npm test',
		output,
		diff: undefined,
	};
	const reading: Reading = {columns: 60, thinking: 'shown', areToolsUnfolded: false, glyphs: unicodeGlyphs};
	const moment = {now: 2000 as EpochMs, frame: 0};
	const searched = toSearchedLines(tool, reading, moment, 'line 299');
	expect(searched.map(toText)).toContain('    line 299');
	expect(toSearchedLines(tool, reading, moment, 'line 299')).toBe(searched);
	expect(toSearchedLines(tool, reading, moment, 'elsewhere')).toBe(toEntryLines(tool, reading, moment));
});
