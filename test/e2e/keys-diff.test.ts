import {test} from 'vitest';
import {type Driver, keysOf, openDashboard} from './dashboard.ts';
import {coversKeys} from './key-themes.ts';
import {createProject} from './project.ts';

test('the diff scrolls by lines, pages and files', async () => {
	await using project = createProject({stories: {'1_tells': 'tells', '2_idle': 'answers'}, worktrees: true});
	await using fleet = openDashboard(project);
	await fleet.row('2_idle').key('diff').screenShows('It has no changes yet.');
	await fleet
		.row('1_tells')
		.press('s')
		.shows('completed')
		.key('diff')
		.hides('2_idle')
		.screenShows(/one\.txt +\+60/);
	await fleet.shows(/two\.txt +\+60/).shows(atStart);

	await thereAndBack(fleet, 'diff-down', 'diff-up');
	await thereAndBack(fleet, 'diff-half-down', 'diff-half-up');

	for (const name of keysOf('diff-page-down')) {
		await fleet.key('diff-page-down', name).hides(atStart).press('g').shows(atStart);
	}

	for (const name of keysOf('diff-page-up')) {
		await fleet.press('pgdn').hides(atStart).key('diff-page-up', name).shows(atStart);
	}

	await thereAndBack(fleet, 'diff-end', 'diff-start');

	for (const [index, name] of keysOf('next-file').entries()) {
		const previous = keysOf('previous-file')[index];
		await fleet.key('next-file', name).shows('1/2 one.txt').key('next-file', name).shows('2/2 two.txt');
		await fleet.key('previous-file', previous).shows('1/2 one.txt').press('g').shows(atStart);
	}

	await fleet.key('diff').rowShows('2_idle', 'idle');
});

coversKeys('diff');

/** The first of all lines stands at the top. */
const atStart = / · 1\/\d+/;

async function thereAndBack(fleet: Driver, there: string, back: string): Promise<void> {
	for (const [index, name] of keysOf(there).entries()) {
		await fleet.key(there, name).hides(atStart).key(back, keysOf(back)[index]).shows(atStart);
	}
}
