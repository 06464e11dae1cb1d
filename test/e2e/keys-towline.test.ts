import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import path from 'node:path';
import {expect, test} from 'vitest';
import {keysOf, openDashboard, stepTimeout} from './dashboard.ts';
import {coversKeys} from './key-themes.ts';
import {createProject, isAlive, type TestProject} from './project.ts';

test('help scrolls and closes, the theme changes, and q quits', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await using fleet = openDashboard(project);
	await fleet.rowShows('1_one', 'idle');

	for (const name of keysOf('close-help')) {
		await fleet.key('help').shows('Select the next row.').key('close-help', name).rowShows('1_one', 'idle');
	}

	await fleet.key('help').shows('Select the next row.');

	for (const [index, down] of keysOf('help-down').entries()) {
		const up = keysOf('help-up')[index % keysOf('help-up').length];
		await fleet.key('help-down', down).hides('Select the next row.').key('help-up', up).shows('Select the next row.');
	}

	await fleet.press('q').rowShows('1_one', 'idle').press('s').rowShows('1_one', 'completed');
	expect(colorsOf(fleet.screen())).toBeGreaterThan(1);
	await fleet.key('theme').shows('completed').key('theme');
	await expect.poll(() => colorsOf(fleet.screen()), stepTimeout).toBe(1);
	await fleet.key('theme');
	await expect.poll(() => colorsOf(fleet.screen()), stepTimeout).toBeGreaterThan(1);
	await fleet.writes('\u001B[?1006h').key('mouse').shows('The mouse is off').writes('\u001B[?1006l');
	await fleet.key('mouse').shows('The mouse is on.');

	await fleet.key('quit');
	expect(await fleet.exited).toBe(0);
});

test('Ctrl-C cancels a prompt and then quits like q; agents continue', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await using fleet = openDashboard(project);
	await fleet.row('1_long').press('s').shows('running').press('m').screenShows('Message to 1');
	await fleet.press('ctrl-c').hides('Message to 1').key('interrupt');
	expect(await fleet.exited).toBe(0);
	expect((await project.agent('1_long')).status).toBe('running');
});

test('Ctrl-Z suspends, and fg shows the newest state', async () => {
	await using project = createProject({stories: {'1_idle': 'answers', '2_idle': 'answers'}});
	await using fleet = openDashboard(project, {isInShell: true});
	await fleet.rowShows('1_idle', 'idle').key('suspend').shows('Stopped').hides('2_idle');
	await project.towline('run', '1_idle');
	await fleet.press('echo in the ', 'shell', 'enter').shows(/^in the shell/m);
	await fleet.press('fg', 'enter').rowShows('1_idle', 'completed').rowShows('2_idle', 'idle');
	await fleet.press('?').shows('Select the next row.').press('q', 'q').shows('shell> ').hides('2_idle');
});

test('Ctrl-L redraws the whole screen', async () => {
	await using project = createProject({stories: {'1_idle': 'answers'}});
	await using fleet = openDashboard(project);
	await fleet
		.rowShows('1_idle', 'idle')
		.key('redraw')
		.writes(/\u001B\[2J[\s\S]*1_idle[\s\S]*\u001B\[2J[\s\S]*1_idle/);
});

test('Q asks, then stops every agent and the supervisor', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});

	for (const name of keysOf('confirm-down')) {
		await using fleet = openDashboard(project);
		await fleet
			.rowShows('1_long', /idle|stopped/)
			.press('s')
			.rowShows('1_long', 'running');
		const supervisor = (await project.supervisorPid()) ?? 0;
		await fleet.key('down-all').shows('End the supervisor and the running agent?').press('n');
		await fleet.hides('End the supervisor').rowShows('1_long', 'running');
		await fleet.key('down-all').shows('End the supervisor').key('confirm-down', name);
		expect(await fleet.exited).toBe(0);
		await expect.poll(() => isAlive(supervisor), stepTimeout).toBe(false);
		expect(project.marked()).toEqual([]);
	}
});

test('a supervisor with another protocol is reported, and r tries again', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await using other = await startOtherBuild(project);
	await using fleet = openDashboard(project);
	await fleet.shows('r try again').shows(/protocol|build|version/i);
	const before = other.asked();
	await fleet.key('retry');
	await expect.poll(other.asked, stepTimeout).toBeGreaterThan(before);
	await fleet.shows('r try again');
	await other.close();
	await fleet.key('retry').rowShows('1_one', 'idle');
});

test('configured keys work, and preferences are stored', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	const folder = path.join(project.root, '.config/towline');
	mkdirSync(folder, {recursive: true});
	writeFileSync(path.join(folder, 'preferences.json'), JSON.stringify({keys: {start: ['Z'], why: ['ctrl-o']}}));
	{
		await using fleet = openDashboard(project);
		await fleet.row('1_one').screenShows('Z start').press('s', 'Z').shows('completed');
		await fleet.press('ctrl-o').shows('What happens next').press('ctrl-o').hides('What happens next');
		await fleet.press('S').shows('Sort by').press('stat', 'enter').shows('STATUS↑').press('T', 'T', 'q');
		await fleet.exited;
	}

	await using next = openDashboard(project);
	await next.shows('STATUS↑').rowShows('1_one', 'completed');
	expect(colorsOf(next.screen())).toBe(1);
	const kept = JSON.parse(readFileSync(path.join(folder, 'preferences.json'), 'utf8'));
	expect(kept).toMatchObject({keys: {start: ['Z']}, theme: 'none'});
});

coversKeys('towline');

/** How many different colours are on the screen; without colour it is one, the terminal's own. */
function colorsOf({cells}: ReturnType<ReturnType<typeof openDashboard>['screen']>): number {
	return new Set(cells.flat().map(({foreground}) => JSON.stringify(foreground))).size;
}

/** Answers on the project's socket with another protocol version. */
async function startOtherBuild(project: TestProject) {
	let asked = 0;
	const server = createServer((_, response) => {
		asked++;
		response.writeHead(200, {'content-type': 'application/json', 'towline-protocol': '999'});
		response.end(JSON.stringify({protocol: 999, version: '99.0.0', pid: process.pid}));
	});
	await new Promise<void>(resolve => server.listen(project.env.TOWLINE_SOCKET, resolve));
	const close = () => new Promise<void>(resolve => server.close(() => resolve()));
	return {
		asked: () => asked,
		close,
		async [Symbol.asyncDispose]() {
			await close();
		},
	};
}
