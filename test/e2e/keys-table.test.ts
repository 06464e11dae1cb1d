import {existsSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {type Actions, keysOf, openDashboard} from './dashboard.ts';
import {coversKeys} from './key-themes.ts';
import {createPagerAndEditor} from './pager-and-editor.ts';
import {createProject} from './project.ts';

test('rows are filtered, marked, sorted and selected by view', async () => {
	await using project = createProject({
		stories: {'1_ask': 'asks', '2_long': 'long', '3_fails': 'fails', '4_quick': 'answers', '5_long': 'long'},
		limits: 'max_parallel = 2\nmax_retries = 0',
	});
	await using fleet = openDashboard(project, {columns: 100, rows: 30});
	await fleet.row('1_ask').key('show-all').screenShows('All rows are already shown.');

	await fleet.key('filter').shows('Filter:').press('4_q').hides('1_ask').press('enter').shows('filter: 4_q');
	await fleet.selects('4_quick').press('s').rowShows('4_quick', 'completed').key('show-all').rowShows('1_ask', 'idle');
	await fleet.row('3_fails').press('s').shows('failed');
	await fleet.row('1_ask').press('s').shows('needs you').row('2_long').key('mark');
	await fleet.row('5_long').key('mark').screenShows('2 marked').press('s').rowShows('2_long', 'running');
	await fleet.rowShows('5_long', 'queued').key('show-all').hides('2 marked');
	await fleet.key('mark-all').shows('5 marked').key('mark-all').hides('5 marked');

	await fleet.key('view-needs-you').shows('view: needs you').hides('4_quick').rowShows('1_ask', 'needs you');
	await fleet.key('view-running').shows('view: running').hides('4_quick').rowShows('2_long', 'running');
	await fleet.key('view-queue').shows('view: queue').hides('2_long').rowShows('5_long', 'queued');
	await fleet.key('view-failed').shows('view: failed').hides('5_long').rowShows('3_fails', 'failed');
	await fleet.key('view-completed').shows('view: completed').hides('3_fails').rowShows('4_quick', 'completed');
	await fleet.key('view-all').hides('view: completed').rowShows('1_ask', 'needs you');

	await fleet.row('2_long').key('toggle-pane').hides('── 2 Story 2_long');
	await fleet.key('toggle-pane').screenShows('── 2 Story 2_long');

	const six = ['', '', '', '', '', ''];
	await six.reduce<Actions>(steps => steps.key('pane-larger'), fleet).screenShows(/[↑↓] \d more/);
	await six.reduce<Actions>(steps => steps.key('table-larger'), fleet).hides(/[↑↓] \d more/);

	await fleet.key('sort').shows('Sort by').press('stat').key('menu-choose').shows('STATUS↑');
	await fleet.key('reverse').shows('STATUS↓');
	await fleet.key('group').shows('grouped by status').shows('failed · 1');
	await fleet.key('group').shows('grouped by agent').key('group').hides('grouped by');

	for (const [index, down] of keysOf('menu-down').entries()) {
		await fleet.key('sort').shows('1/15').key('menu-down', down).shows('2/15');
		await fleet.key('menu-up', keysOf('menu-up')[index]).shows('1/15').key('menu-close').hides('Sort by');
	}

	await fleet.key('columns').shows('Columns').press('sess').key('menu-toggle').hides('SESSION');
	await fleet.key('menu-toggle').shows('SESSION').key('menu-done').hides('Columns  ');
	await fleet.key('commands').shows('Commands').press('completed').shows('1/1').key('menu-choose');
	await fleet.shows('view: completed').hides('3_fails').press('esc').rowShows('3_fails', 'failed');
});

test('c opens a new story in the editor, and its row appears', async () => {
	await using project = createProject({
		stories: {},
		more: '[[agent]]\nname = "coder"\nruntime = "claude-code"\ncommand = "true"\n',
	});
	const programs = createPagerAndEditor(project);
	await using fleet = openDashboard(project, {env: programs.env});
	await fleet.shows('No stories yet').key('create-story').shows('Name of the new story:').answer('6 Fix the totals!');
	await fleet.rowShows('Fix the totals', 'idle');
	expect(existsSync(path.join(project.root, 'stories/6-Fix-the-totals.md'))).toBe(true);
	await fleet.key('create-story').shows('Name of the new story:').answer('7 More tests');
	await fleet.rowShows('More tests', 'idle').selects('More tests');
	await fleet.press('q');
	await using next = openDashboard(project, {env: {EDITOR: 'true'}});
	await next.rowShows('More tests', 'idle').key('create-story').shows('Name of the new story:').answer('8 Nothing');
	await next.shows('Nothing was written, so there is no new story.');
	expect(existsSync(path.join(project.root, 'stories/8-Nothing.md'))).toBe(false);
});

coversKeys('table');
