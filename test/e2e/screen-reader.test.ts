import {expect, test} from 'vitest';
import {openDashboard} from './dashboard.ts';
import {createProject} from './project.ts';

test('with a screen reader, changes, reasons, help and agent output are printed as lines', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await using fleet = openDashboard(project, {rows: 100, env: {INK_SCREEN_READER: 'true'}});
	await fleet.shows('Selected 1 Story 1_one: idle').press('w').shows('What happens next');
	await fleet.press('esc').hides('What happens next').press('?').shows('j, Down: Select the next row.');
	await fleet
		.press('q')
		.hides('Select the next row.')
		.press('s')
		.shows(/^1 Story 1_one: completed/m);
	await fleet.press('enter').shows('Completed').press('q');
	expect(await fleet.exited).toBe(0);
	expect(fleet.written()).not.toContain('\u001B[?1049h');
});
