import {test} from 'vitest';
import {type Driver, keysOf, openDashboard} from './dashboard.ts';
import {coversKeys} from './key-themes.ts';
import {createProject} from './project.ts';

test('keys move through the rows and to the next agent that needs a person', async () => {
	await using project = createProject({
		stories: {'1_one': 'answers', '2_two': 'answers', '3_fails': 'fails'},
		limits: 'max_retries = 0',
	});
	await using fleet = openDashboard(project);

	await fleet.rowShows('1_one', 'idle');

	for (const [index, last] of keysOf('last-row').entries()) {
		await fleet.key('last-row', last).selects('3_fails').key('first-row', keysOf('first-row')[index]).selects('1_one');
	}

	await fleet.row('1_one').key('down').selects('2_two').key('down', 'down').selects('3_fails');
	await fleet.key('up').selects('2_two').key('up', 'up').selects('1_one').key('up').selects('1_one');
	await fleet.key('next-agent').selects('2_two').key('previous-agent').selects('1_one');
	await fleet.key('next-needing').shows('No agent needs you now.');

	await fleet.row('3_fails').press('s').shows('failed');
	await fleet.row('1_one').key('next-needing').selects('3_fails');
});

test('the pane scrolls by lines, half pages and pages, and follows the end again', async () => {
	await using project = createProject({stories: {'1_tells': 'tells', '2_idle': 'answers'}});
	await using fleet = openDashboard(project);
	await fleet.row('1_tells').press('s').shows('completed').screenShows('line 60');
	await fleet.press(...Array.from({length: 20}, () => 'pgup')).shows(start);
	await scrollsPages(fleet);

	await fleet.press('enter').hides('2_idle').press('G').shows('line 60');
	await goesThere(fleet);
	await scrollsPages(fleet);

	for (const [index, down] of keysOf('scroll-down').entries()) {
		const up = keysOf('scroll-up')[index];
		await fleet.key('scroll-down', down).hides(start).key('scroll-up', up).shows(start);
	}

	// The selection moves while one is zoomed, too.
	await fleet.key('next-agent').hides('line 2').key('previous-agent').shows('line 60');
});

coversKeys('move');

/** The prompt is the first line of a transcript. */
const start = '» You work on story 1_tells';

async function goesThere(fleet: Driver): Promise<void> {
	for (const [index, name] of keysOf('to-start').entries()) {
		await fleet.key('to-start', name).shows(start).hides('line 60');
		await fleet.key('to-end', keysOf('to-end')[index]).shows('line 60').shows('following').hides(start);
	}

	await fleet.key('to-start').shows(start);
}

async function scrollsPages(fleet: Driver): Promise<void> {
	for (const [down, up] of [['half-page-down', 'half-page-up'] as const, ['page-down', 'page-up'] as const]) {
		for (const [index, name] of keysOf(down).entries()) {
			await fleet.key(down, name).hides(start).key(up, keysOf(up)[index]).shows(start);
		}
	}
}
