import {expect, test} from 'vitest';
import {createClient} from '../../source/api/client.ts';
import type {Recorded} from '../../source/core/fleet/agent-event.ts';
import {toAgentId, toStoryId} from '../../source/core/ids.ts';
import {openDashboard} from './dashboard.ts';
import {createProject, isAlive, type TestProject} from './project.ts';

const long = toAgentId(toStoryId('1_long'), 'long');

test('an agent is killed by a key, and its session is resumed by a key', async () => {
	await using project = createProject({stories: {'1_long': 'long', '2_quick': 'answers'}});
	await using dashboard = openDashboard(project);
	await dashboard.rowShows('Story 1_long', 'idle');
	dashboard.press('s');
	await dashboard.rowShows('Story 1_long', 'running');
	await dashboard.shows(/word 3/);
	const {sessionId} = await project.agent('1_long');

	dashboard.press('x');
	await dashboard.shows(/kill/i);
	dashboard.press('y');
	await dashboard.rowShows('Story 1_long', 'stopped');
	expect(await project.agent('1_long')).toMatchObject({status: 'stopped', costIsEstimate: false});
	expect(project.marked()).toEqual([]);

	dashboard.press('r');
	await dashboard.rowShows('Story 1_long', 'running');
	expect(await project.agent('1_long')).toMatchObject({sessionId, attempt: 2});

	dashboard.press('q');
	expect(await dashboard.exited).toBe(0);
	expect((await project.agent('1_long')).status).toBe('running');
});

test('y allows a permission request and n denies it', async () => {
	await using project = createProject({stories: {'1_ask': 'asks', '2_ask': 'asks'}});
	await using dashboard = openDashboard(project);
	await dashboard.rowShows('Story 1_ask', 'idle');
	dashboard.press('s');
	await dashboard.rowShows('Story 1_ask', 'needs you');
	await dashboard.shows(/rm -r build[\s\S]*y allow/);
	dashboard.press('y');
	await dashboard.rowShows('Story 1_ask', 'completed');
	dashboard.press('G', 'j');
	await dashboard.shows(/› .*2_ask/);
	dashboard.press('s');
	await dashboard.rowShows('Story 2_ask', 'needs you');
	await dashboard.shows(/n deny/);
	dashboard.press('n');
	await dashboard.hides(/needs you/);
	const denied = await project.towline('logs', '2_ask', '--json');
	expect(denied.stdout).toMatch(/"decision":"deny","by":"user"/);
});

test('a dropped connection loses nothing: agents and supervisor continue, and the next dashboard shows everything', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	const supervisor = await (async () => {
		await using dashboard = openDashboard(project);
		await dashboard.rowShows('Story 1_long', 'idle');
		dashboard.press('s');
		await dashboard.shows(/word 5/);
		const pid = await project.supervisorPid();
		dashboard.hangUp();
		await dashboard.exited;
		return pid;
	})();
	const {pid} = await project.agent('1_long');
	expect(isAlive(supervisor ?? 0)).toBe(true);
	expect(isAlive(pid ?? 0)).toBe(true);

	await using next = openDashboard(project);
	await next.rowShows('Story 1_long', 'running');
	await next.shows(/word 5[\s\S]*word 15/);

	const {facts, text} = await readEverything(project, 20);
	expect(facts.map(({seq}) => seq)).toEqual(facts.map((_, index) => index + 1));
	expect(text.map(({position}) => position)).toEqual(text.map((_, index) => index));
	const words = text.map(({event}) => (event.type === 'output-streamed' ? event.text : '')).join('');
	expect(words).toContain(Array.from({length: 15}, (_, index) => `word ${index + 1} `).join(''));
});

test('killing the dashboard does not affect the agents', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	{
		await using dashboard = openDashboard(project);
		await dashboard.rowShows('Story 1_long', 'idle');
		dashboard.press('s');
		await dashboard.shows(/word 2/);
		process.kill(dashboard.pid, 'SIGKILL');
		await dashboard.exited;
	}
	expect((await project.agent('1_long')).status).toBe('running');
});

test('the dashboard goes on with the supervisor that follows a killed one, and the run does not end', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await using dashboard = openDashboard(project);
	await dashboard.rowShows('Story 1_long', 'idle');
	dashboard.press('s');
	await dashboard.shows(/word 2/);
	process.kill((await project.supervisorPid()) ?? 0, 'SIGKILL');
	await dashboard.shows(/reconnected after \d+\.\d s/);
	await dashboard.rowShows('Story 1_long', 'running');
	expect((await project.agent('1_long')).status).toBe('running');
});

test('the terminal is restored on exit', async () => {
	await using project = createProject({stories: {'1_quick': 'answers'}});
	await using dashboard = openDashboard(project);
	await dashboard.rowShows('Story 1_quick', 'idle');
	expect(dashboard.written()).toContain('\u001B[?1049h');
	dashboard.press('q');
	await dashboard.exited;
	const end = dashboard.written().slice(-400);
	expect(end).toContain('\u001B[?1049l');
	expect(end).toContain('\u001B[?25h');
});

test('it adapts to the size of the terminal and says when that is too small', async () => {
	await using project = createProject({stories: {'1_quick': 'answers'}});
	await using dashboard = openDashboard(project);
	await dashboard.rowShows('Story 1_quick', 'idle');
	dashboard.resize(40, 10);
	await dashboard.shows(/too small|60/i);
	dashboard.resize(120, 40);
	await dashboard.rowShows('Story 1_quick', 'idle');
});

/** All facts, and the text of the long story's run, as a client that has nothing yet gets them. */
async function readEverything(project: TestProject, atLeast: number) {
	const client = createClient({socketPath: project.env.TOWLINE_SOCKET ?? ''});
	const leave = new AbortController();
	const facts: Recorded[] = [];
	const text: Recorded[] = [];

	for await (const message of client.followFleet({since: 0, signal: leave.signal})) {
		if (message.type === 'facts') {
			facts.push(...message.facts);
			break;
		}
	}

	for await (const message of client.followTranscript({agent: long, position: 0, signal: leave.signal})) {
		if (message.type === 'events') {
			text.push(...message.events);
		}

		if (text.filter(({event}) => event.type === 'output-streamed').length >= atLeast) {
			break;
		}
	}

	leave.abort();
	return {facts, text};
}
