import {type ExpectStatic, test} from 'vitest';
import {holderPid} from './holder-pid.ts';
import {createProject, isAlive, killQuietly, type TestProject} from './project.ts';
import {startCommand} from './started-command.ts';

async function killSupervisor(project: TestProject, expect: ExpectStatic): Promise<void> {
	const {pid} = await project.client.hello();
	killQuietly(pid);
	await expect.poll(() => isAlive(pid)).toBe(false);
}

/** Ends the process that holds the agents: only that makes runs lost. */
async function killHolder(project: TestProject): Promise<void> {
	killQuietly((await holderPid(project)) ?? 0);
}

test.concurrent('run does not notice that the supervisor dies, and waits for the end of its stories', async ({
	expect,
}) => {
	await using project = createProject({
		stories: {'1_long': 'long', '2_next': 'answers'},
		limits: 'max_parallel = 1',
		env: {TOWLINE_FIXTURE_SECONDS: '4'},
	});
	await using command = startCommand(project, 'run');
	await command.says(/1_long running/);
	await killSupervisor(project, expect);
	expect(await command.exited).toBe(0);
	expect(command.errors()).toBe('');
	expect(command.output()).toMatch(/1_long completed[\s\S]*2_next completed/);
	expect(command.output()).not.toMatch(/lost/);
	expect(project.marked()).toEqual([]);
});

test.concurrent('run reports the run that is lost with its holder and continues with the rest', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long', '2_next': 'answers'}, limits: 'max_parallel = 1'});
	await using command = startCommand(project, 'run');
	await command.says(/1_long running/);
	await killHolder(project);
	expect(await command.exited).toBe(1);
	expect(command.errors()).toBe('');
	expect(command.output()).toMatch(/1_long lost: the holder process died during its run/);
	expect(command.output()).toMatch(/2_next completed/);
	expect(command.output()).toMatch(/^1_long +lost /m);
	expect(project.marked()).toEqual([]);
});

test.concurrent('with --json a lost run ends with that fact', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await using command = startCommand(project, 'run', '--json');
	await command.says(/"output-streamed"/);
	await killSupervisor(project, expect);
	await killHolder(project);
	expect(await command.exited).toBe(1);
	expect(command.errors()).toBe('');
	const events: readonly {position: number; run?: string; event: {type: string}}[] = command
		.output()
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(events.at(-1)?.event).toMatchObject({type: 'run-ended', exit: {kind: 'lost'}});
	const positions = events.filter(({run}) => run !== undefined).map(({position}) => position);
	expect(positions).toEqual(positions.map((_, index) => index));
});

test.concurrent('Ctrl-C stops the agents and exits with 130, also after the supervisor died', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await using command = startCommand(project, 'run');
	await command.says(/1_long running/);
	await killSupervisor(project, expect);
	command.kill('SIGINT');
	expect(await command.exited).toBe(130);
	expect(command.output()).toMatch(/^1_long +stopped /m);
	expect(project.marked()).toEqual([]);
});

test.concurrent('agents of a run continue when its terminal is closed', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await using command = startCommand(project, 'run');
	await command.says(/1_long running/);
	command.kill('SIGHUP');
	expect(await command.exited).toBeNull();
	expect((await project.agent('1_long')).status).toBe('running');
});

test.concurrent('run ends after `towline down` elsewhere and starts no new supervisor', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long', '2_next': 'long'}, limits: 'max_parallel = 1'});
	await using command = startCommand(project, 'run');
	await command.says(/1_long running/);
	await project.towline('down');
	expect(await command.exited).toBe(1);
	expect(command.errors()).toBe('');
	expect(command.output()).toMatch(/^1_long +stopped .*ended by towline down|^1_long +stopped .*towline down/m);
	expect(await project.supervisorPid()).toBeUndefined();
});

test.concurrent('run exits with 2 if the configuration has become invalid, and starts nothing', async ({expect}) => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await project.towline('start', '1_one');
	project.writeConfig('no = = toml');
	const {exitCode, stdout, stderr} = await project.towline('run');
	expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
	expect(stderr).toMatch(/towline\.toml:1: expected valid TOML/);
});

test.concurrent('a paused queue is named at once and again after Ctrl-C, and nothing is called completed', async ({
	expect,
}) => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	await project.towline('pause');
	await using command = startCommand(project, 'run', '1_one');
	await command.says(/waiting: the queue is paused\. `towline unpause` resumes it\./);
	command.kill('SIGINT');
	expect(await command.exited).toBe(130);
	expect(command.output()).toMatch(/1_one no longer queued/);
	expect(command.output()).toMatch(/^1 story did not start: the queue is paused/m);
	expect(command.output()).not.toMatch(/\d 1_one completed/);
});

test.concurrent('with --json a story that cannot start is an event', async ({expect}) => {
	await using project = createProject({stories: {'1_one': 'answers'}, frontMatter: {'1_one': 'after: [0_none]\n'}});
	const {exitCode, stdout} = await project.towline('run', '--json', '1_one');
	expect(exitCode).toBe(1);
	const events: readonly {event: {type: string; reason?: string}}[] = stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(events.map(({event}) => event)).toContainEqual({
		type: 'run-not-started',
		reason: expect.stringContaining('0_none'),
	});
});
