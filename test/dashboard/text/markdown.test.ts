import fc from 'fast-check';
import {expect, test} from 'vitest';
import {toDiffLines} from '../../../source/dashboard/text/diff.ts';
import {toMarkdownLines} from '../../../source/dashboard/text/markdown.ts';
import {type StyledLine, toText} from '../../../source/dashboard/text/styled.ts';
import {width} from '../../../source/dashboard/text/width.ts';
import {anyColumns, anyText} from './arbitraries.ts';

/** `[style text]` for each piece of one style that is not plain: short to read in a test. */
function show(lines: readonly StyledLine[]): string[] {
	return lines.map(line => {
		const pieces: {style: string; text: string}[] = [];

		for (const {style, text} of line) {
			const last = pieces.at(-1);

			if (last?.style === style) {
				last.text += text;
			} else {
				pieces.push({style, text});
			}
		}

		return pieces.map(({style, text}) => (style === 'plain' ? text : `[${style} ${text}]`)).join('');
	});
}

test.for<[string, string, string[]]>([
	['a heading', '## The **totals**', ['[heading The totals]']],
	['bold and code', 'run **now** `npm test`.', ['run [bold now] [code npm test].']],
	['names with underscores', 'see my_long_name and __init__', ['see my_long_name and [bold init]']],
	['multiplication', '2 * 3 * 4', ['2 * 3 * 4']],
	['a mark that is still open', 'this is **not yet', ['this is **not yet']],
	['a list', '- one\n  - two\n10. ten', ['[dim • ]one', '[dim   • ]two', '[dim 10. ]ten']],
	['tasks', '- [x] done\n- [ ] open', ['[dim ☑ ]done', '[dim ☐ ]open']],
	['a quote', '> said', ['[dim ▏ ][quote said]']],
	['a link', '[docs](https://a.b/c)', ['[link docs][dim  (https://a.b/c)]']],
	['an address', 'see https://a.b/c.', ['see [link https://a.b/c].']],
	['a fence', '```ts\nconst a = `**`;\n```\nafter', ['  [code const a = `**`;]', 'after']],
	['a fence that is still open', '```\nhalf', ['  [code half]']],
	['a diff in a fence', '```diff\n+new\n-old\n```', ['[added +new]', '[removed -old]']],
	['HTML, which is text', '<b onclick="x">hi</b>', ['<b onclick="x">hi</b>']],
	['a rule', '---', ['[dim ────────────────────────────────────────]']],
])('reads %s', ([, text, expected]) => {
	expect(show(toMarkdownLines(text, 40))).toEqual(expected);
});

test('aligns a table that fits', () => {
	const table = '| file | lines |\n|---|---:|\n| `a.ts` | 7 |\n| 漢字.ts | 120 |';
	expect(toMarkdownLines(table, 40).map(toText)).toEqual([
		'file     lines',
		'──────────────',
		'a.ts         7',
		'漢字.ts    120',
	]);
});

test('shows a table as written when it does not fit, or has no rule yet', () => {
	expect(toMarkdownLines('| file | lines |\n|---|---|', 8).map(toText)).toEqual([
		'| file |',
		'lines |',
		'|---|---',
		'|',
	]);
	expect(toMarkdownLines('| file | li', 40).map(toText)).toEqual(['| file | li']);
});

test('wraps a list item under its text', () => {
	expect(toMarkdownLines('- the totals are computed', 14).map(toText)).toEqual(['• the totals', '  are computed']);
});

test('marks added and removed lines only inside hunks', () => {
	const diff = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@ main\n same\n--- drop\n+++ add\n\\ No newline';
	expect(show(toDiffLines(diff, 40))).toEqual([
		'[heading x]',
		'[hunk @@ -1,2 +1,2 @@ main]',
		'[dim 1 ] same',
		'[dim 2 ][removed --- drop]',
		'[dim 2 ][added +++ add]',
		'[dim \\ No newline]',
	]);
});

test('marks the words that differ, and wraps a line of a diff below its text', () => {
	const diff = '@@ -9,1 +9,1 @@\n-the total of all lines\n+the sum of all lines';
	expect(show(toDiffLines(diff, 16))).toEqual([
		'[hunk @@ -9,1 +9,1 @@]',
		'[dim 9 ][removed -the ][removedWord total][removed  of]',
		'[dim   ][removed -all lines]',
		'[dim 9 ][added +the ][addedWord sum][added  of]',
		'[dim   ][added +all lines]',
	]);
});

test('marks no words of a line that was replaced', () => {
	const [, removed] = show(toDiffLines('@@ -1 +1 @@\n-one two three\n+something else altogether', 40));
	expect(removed).toBe('[dim 1 ][removed -one two three]');
});

test('a diff without a line that names its files keeps their names', () => {
	expect(show(toDiffLines('--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b', 40)).slice(0, 2)).toEqual([
		'[dim --- a/x]',
		'[dim +++ b/x]',
	]);
});

test('no line is wider than the columns', () => {
	fc.assert(
		fc.property(anyText, anyColumns, (text, columns) => {
			for (const line of [...toMarkdownLines(text, columns), ...toDiffLines(text, columns)]) {
				expect(width(toText(line))).toBeLessThanOrEqual(columns);
			}
		}),
		{numRuns: 500},
	);
});

test('reads a hostile line in reasonable time', {timeout: 60_000}, () => {
	for (const unit of ['`', '*', '_', '[', '**a', '|', '-', ' #', '> ', 'http://', '``` `']) {
		toMarkdownLines(unit.repeat(Math.ceil(3900 / unit.length)), 80);
	}
});
