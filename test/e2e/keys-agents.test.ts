import {expect, test} from 'vitest';
import {keysOf, openDashboard} from './dashboard.ts';
import {coversKeys} from './key-themes.ts';
import {createPagerAndEditor, editedLine} from './pager-and-editor.ts';
import {createProject} from './project.ts';

test('keys start, message, kill and resume agents; a disabled key says why', async () => {
	await using project = createProject({stories: {'1_long': 'long', '2_idle': 'answers'}});
	await using fleet = openDashboard(project);

	await fleet.row('1_long').key('resume').screenShows('has no session to resume.');
	await fleet.key('kill').shows('is idle; there is nothing to stop.');
	await fleet.key('interrupt-turn').shows('is idle; it has no turn to interrupt.');
	await fleet.key('message').shows('has no session to resume.');
	await fleet.key('queue-earlier').shows('is not queued.');
	await fleet.press('esc').key('queue-later').shows('is not queued.');

	await fleet.row('1_long').key('start').shows('running').screenShows('word 3');
	await fleet.key('start').shows('is already running.');
	await fleet.key('resume').shows('is already running.');

	for (const name of keysOf('abandon')) {
		await fleet.key('message').shows('Message to 1').press('not this').shows('not this');
		await fleet.key('abandon', name).hides('Message to 1');
	}

	await fleet.key('message').shows('Message to 1').press('be brief').key('submit').shows('» be brief');

	for (const name of keysOf('cancel')) {
		await fleet
			.key('kill')
			.shows(/Kill 1 .*\?/)
			.key('cancel', name)
			.hides(/Kill 1 .*\?/);
	}

	await fleet.row('1_long').key('kill').confirm().shows('stopped');
	expect(project.marked()).toEqual([]);
	expect(fleet.screen().text).not.toContain('not this');

	for (const name of keysOf('confirm-kill')) {
		await fleet.row('1_long').key('resume').shows('running');
		await fleet
			.key('kill')
			.shows(/Kill 1 .*\?/)
			.key('confirm-kill', name)
			.rowShows('1_long', 'stopped');
	}

	await fleet.row('1_long').key('message').screenShows('Message to 1').answer('go on').shows('running');
	await fleet.row('2_idle').key('start').shows('completed');

	for (const name of keysOf('confirm-start')) {
		await fleet
			.row('2_idle')
			.key('start')
			.screenShows('is completed. Start afresh, in a new session?')
			.key('confirm-start', name);
		await fleet.hides('Start afresh').rowShows('2_idle', 'completed');
	}

	expect(await project.agent('1_long')).toMatchObject({attempt: 2 + keysOf('confirm-kill').length});
});

test('an interrupted agent keeps its session and waits for a message', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await using fleet = openDashboard(project);
	await fleet.row('1_long').key('start').shows('running').screenShows('word 3');
	const {sessionId} = await project.agent('1_long');
	await fleet.key('interrupt-turn').screenShows('Interrupted by you; it waits for a message.');
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running' && phase.live.interruption === 'done');
	await fleet.press('w').screenShows('Running: interrupted by you; m sends a message.').press('esc');
	await fleet.key('interrupt-turn').screenShows('is already interrupted; it waits for a message.');
	await fleet.key('message').shows('Message to 1').press('go on').key('submit').screenShows('» go on');
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running' && !phase.live.interruption);
	expect(await project.towline('interrupt', '1_long')).toMatchObject({
		exitCode: 0,
		stdout: expect.stringContaining('Interrupted 1_long:long.'),
	});
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running' && phase.live.interruption === 'done');
	expect(await project.agent('1_long')).toMatchObject({
		status: 'running',
		attempt: 1,
		sessionId,
		reason: 'interrupted by you; m sends a message',
	});
	await project.towline('kill', '1_long');
	expect(await project.agent('1_long')).toMatchObject({status: 'stopped', attempt: 1});
});

test('a message has several lines, is recalled, and is written in the editor', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await using fleet = openDashboard(project, {env: createPagerAndEditor(project).env});
	await fleet.row('1_long').key('start').shows('running').screenShows('word 3');
	await fleet.key('message').shows('Message to 1').press('first');

	for (const name of keysOf('break-line')) {
		await fleet.key('break-line', name).press('more');
	}

	await fleet.screenShows(/: first\s*\n +more\s*\n +more/);
	await fleet.key('submit').screenShows(/» first\s*\n +more\s*\n +more/);
	await fleet.key('message').shows('Message to 1').press('draft');

	for (const [index, name] of keysOf('recall-earlier').entries()) {
		await fleet.key('recall-earlier', name).screenShows(/: first\s*\n +more/);
		await fleet.key('recall-later', keysOf('recall-later')[index]).screenShows(': draft');
	}

	await fleet.key('edit-text').screenShows(new RegExp(`: draft\\s*\\n +${editedLine}`));
	await fleet
		.press('\u001B[200~ pasted\rlines\u001B[201~')
		.screenShows(new RegExp(`${editedLine} pasted\\s*\\n +lines`));
	await fleet.key('submit').screenShows(new RegExp(`» draft\\s*\\n +${editedLine} pasted\\s*\\n +lines`));
});

test('keys pause the queue and move and remove stories in it', async () => {
	await using project = createProject({
		stories: {'1_long': 'long', '2_two': 'answers', '3_three': 'answers', '4_four': 'answers'},
		limits: 'max_parallel = 1',
	});
	await using fleet = openDashboard(project);
	await fleet.row('1_long').key('start').shows('running');

	for (const story of ['2_two', '3_three', '4_four']) {
		await fleet.row(story).key('start').shows('queued');
	}

	await fleet.press('4').shows(/2_two.*\n.*3_three.*\n.*4_four/);
	await fleet
		.row('4_four')
		.key('queue-earlier')
		.screenShows(/2_two.*\n.*4_four.*\n.*3_three/);
	await fleet.key('queue-later').shows(/2_two.*\n.*3_three.*\n.*4_four/);
	await fleet
		.row('3_three')
		.key('kill')
		.confirm()
		.hides(/Kill .*\?/)
		.hides('3_three');

	await fleet
		.key('pause')
		.shows(/paused/i)
		.rowShows('2_two', 'paused')
		.press('1')
		.hides('only queue');
	await fleet.row('1_long').key('kill').confirm().shows('stopped');
	await fleet.rowShows('2_two', 'paused').key('pause').rowShows('2_two', 'completed').rowShows('4_four', 'completed');
	await fleet.rowShows('3_three', 'idle');
});

coversKeys('agents');
