import {expect, test} from 'vitest';
import {openDashboard} from './dashboard.ts';
import {coversKeys} from './key-themes.ts';
import {createProject} from './project.ts';

test('every answer reaches only the agent that asked', async () => {
	await using project = createProject({
		stories: {'1_yes': 'asks', '2_always': 'asks', '3_edit': 'asks', '4_no': 'asks', '5_why': 'asks'},
		limits: 'max_parallel = 5',
	});
	await using fleet = openDashboard(project);
	await fleet.row('1_yes').press('*').screenShows('5 marked').press('s').screenShows('5 need you').press('esc');
	await fleet.hides('5 marked').writes('\u001B]2;towline shop: 5 need you\u0007');

	await fleet.row('1_yes').screenShows('y allow').key('allow').shows('completed').screenShows('I was allowed.');
	await fleet
		.row('2_always')
		.screenShows('Y always')
		.key('always')
		.shows('completed')
		.screenShows('I was always allowed.');

	await fleet.row('3_edit').screenShows('e edit').key('edit').screenShows('Edit, then allow: rm -r build');
	await fleet.answer('rm -r dist').rowShows('3_edit', 'completed').shows('I was allowed.');
	await fleet.press('u').shows('ran rm -r dist').press('u');

	await fleet.row('4_no').screenShows('n deny').key('deny').shows('completed');
	await fleet.screenShows('I was told: The user does not want this.');

	await fleet.row('5_why').screenShows('N deny, say why').key('deny-because').screenShows('Deny with message:');
	await fleet.answer('use git clean').rowShows('5_why', 'completed').shows('I was told: use git clean');
	await fleet.writes(/\u001B\]2;towline shop\u0007(?![\s\S]*\u001B\]2;)/);

	// By default there is no bell; BEL only ends title sequences.
	expect(fleet.written().replaceAll(/\u001B\][^\u0007]*\u0007/g, '')).not.toContain('\u0007');
});

coversKeys('answer');
