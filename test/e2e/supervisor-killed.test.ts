import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createProject, isAlive, killQuietly, type TestProject} from './project.ts';

type LogLine = {readonly position: number; readonly seq?: number; readonly event: {readonly type: string}};

/** Everything that the logs of a story's runs hold, in their order. */
function logLines(project: TestProject, story: string): readonly LogLine[] {
	const folder = path.join(project.root, '.towline/logs', story);
	const files = existsSync(folder) ? readdirSync(folder).sort() : [];
	return files.flatMap(file =>
		readFileSync(path.join(folder, file), 'utf8')
			.trimEnd()
			.split('\n')
			.map(line => JSON.parse(line)),
	);
}

async function killSupervisor(project: TestProject): Promise<number> {
	const pid = (await project.supervisorPid()) ?? 0;
	killQuietly(pid);
	await expect.poll(() => isAlive(pid)).toBe(false);
	return pid;
}

test('a supervisor that is killed in mid-stream is started again by itself, and no run ends', async () => {
	await using project = createProject({stories: {'1_long': 'long', '2_fork': 'double-fork'}});
	await project.towline('start', '1_long');
	await project.towline('start', '2_fork');
	await expect
		.poll(() => logLines(project, '1_long').filter(({event}) => event.type === 'output-streamed').length)
		.toBeGreaterThan(3);
	await expect.poll(async () => (await project.agent('2_fork')).status).toBe('running');
	const before = await project.agent('1_long');
	const stored = logLines(project, '1_long').length;
	const killed = await killSupervisor(project);

	// Nobody asks for it: the process that holds the agents starts it.
	await expect.poll(() => project.supervisorPid()).not.toBeUndefined();
	expect(await project.supervisorPid()).not.toBe(killed);
	expect(await project.agent('1_long')).toMatchObject({
		status: 'running',
		sessionId: before.sessionId,
		pid: before.pid,
		attempt: 1,
	});
	await expect.poll(() => logLines(project, '1_long').length).toBeGreaterThan(stored + 3);
	const lines = logLines(project, '1_long');
	expect(lines.map(({position}) => position)).toEqual(lines.map((_, index) => index));
	expect(lines.filter(({event}) => event.type === 'run-ended')).toEqual([]);

	await project.towline('down');
	expect(project.marked()).toEqual([]);
});

test('of two supervisors started at once one wins, and both commands use it', async () => {
	await using project = createProject({stories: {'1_one': 'answers', '2_two': 'answers', '3_three': 'answers'}});
	const outcomes = await Promise.all(['1_one', '2_two', '3_three'].map(story => project.towline('start', story)));
	expect(outcomes.map(({exitCode, stderr}) => ({exitCode, stderr}))).toEqual(
		outcomes.map(() => ({exitCode: 0, stderr: ''})),
	);

	for (const story of ['1_one', '2_two', '3_three']) {
		await expect.poll(async () => (await project.agent(story)).status).toBe('completed');
	}
});

test('down ends every agent and prints the number of processes', async () => {
	await using project = createProject({stories: {'1_fork': 'double-fork'}});
	await project.towline('start', '1_fork');
	await expect.poll(async () => (await project.agent('1_fork')).status).toBe('running');
	expect(await project.towline('down', '--keep')).toMatchObject({exitCode: 1});
	const {stdout, exitCode} = await project.towline('down');
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/it ended [1-9]\d* process(es)?\./);
	expect(project.marked()).toEqual([]);
	expect(await project.supervisorPid()).toBeUndefined();
});
