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

	await fleet
		.row('1_yes')
		.screenShows('y allow')
		.key('allow')
		.shows('completed')
		.row('1_yes')
		.screenShows('I was allowed.');
	await fleet
		.row('2_always')
		.screenShows('Y always')
		.key('always')
		.shows('completed')
		.row('2_always')
		.screenShows('I was always allowed.');

	await fleet.row('3_edit').screenShows('e edit').key('edit').screenShows('Edit, then allow: rm -r build');
	await fleet.answer('rm -r dist').rowShows('3_edit', 'completed').row('3_edit').screenShows('I was allowed.');
	await fleet.press('u').screenShows('ran rm -r dist').press('u');

	await fleet.row('4_no').screenShows('n deny').key('deny').shows('completed');
	await fleet.row('4_no').screenShows('I was told: The user does not want this.');

	await fleet.row('5_why').screenShows('N deny, say why').key('deny-because').screenShows('Deny with message:');
	await fleet
		.answer('use git clean')
		.rowShows('5_why', 'completed')
		.row('5_why')
		.screenShows('I was told: use git clean');
	await fleet.writes(/\u001B\]2;towline shop\u0007(?![\s\S]*\u001B\]2;)/);

	// By default there is no bell; BEL only ends title sequences.
	expect(fleet.written().replaceAll(/\u001B\][^\u0007]*\u0007/g, '')).not.toContain('\u0007');
});

test('questions and forms are answered by keys', async () => {
	await using project = createProject({
		stories: {
			'1_pages': 'questions',
			'2_refuse': 'questions',
			'3_tell': 'questions',
			'4_form': 'form',
			'5_cancel': 'form',
		},
		limits: 'max_parallel = 5',
	});
	await using fleet = openDashboard(project);
	await fleet.row('1_pages').press('s').screenShows('Which colour should the banner have?').screenShows('1/2');
	await fleet
		.key('next-row')
		.selects('2_refuse')
		.press('s')
		.screenShows('2 need you')
		.key('previous-row')
		.selects('1_pages');
	await fleet.key('option-down').screenShows('›  2').key('option-up').screenShows('›  1');
	await fleet.key('option-2').screenShows('2/2').key('previous-question').screenShows('1/2');
	await fleet.key('next-question').screenShows('2/2');
	await fleet.key('mark-option').screenShows('[x] Part 1').key('option-1').hides('[x] Part 1');

	for (const index of [2, 3, 4, 5, 6, 7, 8]) {
		await fleet.key(`option-${index}`).screenShows(`[x] Part ${index}`);
	}

	await fleet
		.key('option-9')
		.screenShows('Your answer:')
		.answer('the rest')
		.screenShows('[x] Something else: the rest');
	await fleet
		.key('answer-question')
		.rowShows('1_pages', 'completed')
		.row('1_pages')
		.screenShows('Answers: Blue / Part 2, Part 3');

	await fleet.row('2_refuse').screenShows('Which colour').key('not-answered').shows('completed');
	await fleet.row('2_refuse').screenShows('I was told: The user does not want to answer.');
	await fleet
		.row('3_tell')
		.press('enter', 's')
		.screenShows('Which colour')
		.key('unzoom-question')
		.screenShows('1 needs you');
	await fleet.key('tell-instead').answer('use your taste').rowShows('3_tell', 'completed');
	await fleet.row('3_tell').screenShows('I was told: use your taste');

	await fleet.row('4_form').press('s').screenShows('Who are you?').key('answer-question').answer('Ann');
	await fleet.rowShows('4_form', 'completed').screenShows('"action":"accept"').screenShows('Ann');
	await fleet
		.row('5_cancel')
		.press('s')
		.screenShows('Who are you?')
		.key('cancel-form')
		.rowShows('5_cancel', 'completed');
	await fleet.screenShows('"action":"cancel"');
});

coversKeys('answer');
