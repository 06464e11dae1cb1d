import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import {formatTable} from '../../../source/commands/read/agent-table.ts';
import {History} from '../../helpers/facts.ts';
import {shop} from '../../helpers/shop.ts';

test('for a pipe the table is aligned, with status ids and without colours', () => {
	const history = shop();
	const lines = formatTable(history.fleet, history.now, undefined).split('\n');
	expect(lines[0]).toBe('STORY                STATUS        SESSION      TOKENS    COST   TIME');
	expect(lines[1]).toMatch(/^38_flaky-test {8}failed {8}0b9a7c44 {3}4\.0k\/900 {3}\$0\.11 {3}0:48 {2}exited 1 without/);
	expect(lines).toContainEqual(expect.stringMatching(/^47_passkey +rate-limited +c0ffee12/));
	expect(lines.at(-1)).toMatch(/^7 stories, 96k\/21k tokens, ~\$3\.19$/);
	expect(lines.join('\n')).toBe(stripVTControlCharacters(lines.join('\n')));
});

test('for a terminal the table has glyphs, labels and colours, and no line is wider than the terminal', () => {
	const history = shop();
	const text = formatTable(history.fleet, history.now, {columns: 80, hasColor: true});
	expect(text).toContain('✗ failed');
	expect(text).toContain('\u001B[31m');

	for (const line of stripVTControlCharacters(text).split('\n')) {
		expect([...line].length).toBeLessThanOrEqual(80);
	}
});

test('escape sequences from an agent are removed', () => {
	const history = new History();
	history
		.agent('1_evil:coder')
		.listed('evil')
		.running('s')
		.ended({kind: 'failed', exitCode: 1, reason: '\u001B]0;owned\u0007\u001B[2J\nsecond line'});
	const text = formatTable(history.fleet, history.now, undefined);
	expect(text).not.toContain('\u001B');
	expect(text.split('\n')).toHaveLength(3);
});

test('without stories it says what a story is', () => {
	expect(formatTable(new History().fleet, new History().now, undefined)).toMatch(/^No stories yet\./);
});

test('two agents of one story are shown with their agent names', () => {
	const history = new History();
	history.agent('1_a:coder').listed('a').running('x').ended({kind: 'completed'});
	history.agent('1_a:tester').listed('a');
	expect(formatTable(history.fleet, history.now, undefined)).toMatch(/1_a:coder[\s\S]*1_a:tester/);
});

test('errors of files without a row are listed below the table', () => {
	const refusedFiles = ["stories/a b.md: cannot be a story's id; rename it."];
	const history = new History({refusedFiles});
	expect(formatTable(history.fleet, history.now, undefined).split('\n')).toEqual([
		'No stories yet. A story is a Markdown file in stories/.',
		...refusedFiles,
	]);
	history.agent('1_fine:coder').listed('Fine');
	expect(formatTable(history.fleet, history.now, undefined).split('\n').at(-1)).toBe(refusedFiles[0]);
});
