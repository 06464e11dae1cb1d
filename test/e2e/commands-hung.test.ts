import path from 'node:path';
import {type ExpectStatic, test} from 'vitest';
import {createProject, isAlive, killQuietly, type TestProject} from './project.ts';

/** A project with a running agent; its supervisor's pid. */
async function startLong(project: TestProject): Promise<number> {
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running');
	return (await project.client.hello()).pid;
}

/** Nothing of the project runs any more, and its agent's end is recorded. */
async function expectEnded(project: TestProject, pid: number, expect: ExpectStatic): Promise<void> {
	expect(isAlive(pid)).toBe(false);
	expect(project.marked()).toEqual([]);
	expect(['lost', 'stopped']).toContain((await project.agent('1_long')).status);
}

test.concurrent('a stopped supervisor is named with its pid by every command, and down --force ends it and its agents', async ({
	expect,
}) => {
	await using project = createProject({stories: {'1_long': 'long'}});
	const pid = await startLong(project);
	process.kill(pid, 'SIGSTOP');
	const refused = {
		exitCode: 1,
		stderr: expect.stringMatching(
			new RegExp(
				`^towline: The supervisor of this project \\(pid ${pid}\\) runs but does not answer\\..*down --force.*\\n$`,
			),
		),
	};

	for (const words of [
		['down'],
		['ps'],
		['status'],
		['start', '1_long'],
		['kill', '1_long'],
		['cost'],
		['logs', '1_long'],
	]) {
		expect(await project.towline(...words), words.join(' ')).toMatchObject(refused);
	}

	expect((await project.towline('doctor')).stdout).toMatch(new RegExp(`✗ supervisor .*pid ${pid}.*does not answer`));
	const {stdout, exitCode} = await project.towline('status', '--json');
	expect(JSON.parse(stdout)).toMatchObject({state: 'hung', pid});
	expect(exitCode).toBe(1);
	expect((await project.towline('status-line')).stdout).toBe('towline: the supervisor hangs\n');
	expect(isAlive(pid)).toBe(true);
	expect(project.marked()).not.toEqual([]);

	const forced = await project.towline('down', '--force');
	expect(forced.stdout).toMatch(
		new RegExp(`^The supervisor \\(pid ${pid}\\) did not answer and was killed; \\d+ process`),
	);
	expect(forced.exitCode).toBe(0);
	await expectEnded(project, pid, expect);
});

test.concurrent('down --force ends the agents even if no new supervisor can start', async ({expect}) => {
	await using project = createProject({stories: {'1_stubborn': 'stubborn'}});
	await project.towline('start', '1_stubborn');
	await project.untilAgent('1_stubborn', ({phase}) => phase.status === 'running');
	const {pid} = await project.client.hello();
	const config = 'colour = "red"\n';
	process.kill(pid, 'SIGSTOP');
	project.writeConfig(config);
	expect(await project.towline('down', '--force')).toMatchObject({exitCode: 0});
	expect(isAlive(pid)).toBe(false);
	expect(project.marked()).toEqual([]);
});

test.concurrent('with another TOWLINE_SOCKET the supervisor is named with its own socket', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long'}});
	const pid = await startLong(project);
	const own = project.env.TOWLINE_SOCKET;
	const elsewhere = path.join(project.root, 'elsewhere.sock');
	project.env.TOWLINE_SOCKET = elsewhere;
	const {socket} = await project.client.hello();

	for (const words of [['down'], ['ps'], ['start', '1_long'], ['doctor']]) {
		const {stdout, stderr, exitCode} = await project.towline(...words);
		expect(stdout + stderr, words.join(' ')).toContain(`(pid ${pid}) listens on ${socket}, not on ${elsewhere}.`);
		expect(exitCode).toBe(1);
	}

	expect(await project.towline('down', '--force')).toMatchObject({exitCode: 0});
	project.env.TOWLINE_SOCKET = own;
	await expectEnded(project, pid, expect);
});

test.concurrent('a supervisor that was killed is not taken for a hung one', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long'}});
	const pid = await startLong(project);
	killQuietly(pid);
	await expect.poll(() => isAlive(pid)).toBe(false);
	// Its agent goes on, and gets another supervisor.
	expect((await project.agent('1_long')).status).toBe('running');
	expect(await project.towline('down')).toMatchObject({
		exitCode: 0,
		stdout: expect.stringMatching(/is down; it ended \d/),
	});
	expect(project.marked()).toEqual([]);
	const again = await project.towline('down', '--force');
	expect(again).toMatchObject({exitCode: 0, stdout: expect.stringMatching(/^No supervisor is running/)});
});
