import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {openDashboard} from './dashboard.ts';
import {createProject} from './project.ts';

const plain = '[worktree]\nenabled = false\n\n[[agent]]\nname = "coder"\nruntime = "claude-code"\n';

test.concurrent.for([
	['TOML that is none', '[project\n', /towline\.toml:1: expected valid TOML/],
	[
		'an unknown key',
		`${plain}colour = "red"\n`,
		/towline\.toml:7: unknown key "colour".*expected one of name, runtime/,
	],
	['a value of the wrong kind', `[limits]\nmax_parallel = "x"\n${plain}`, /towline\.toml:2: .*expected a whole number/],
	[
		'two agents of one name',
		`${plain}${plain.slice(plain.indexOf('[[agent]]'))}`,
		/name is "coder", expected a name that/,
	],
] as const)('%s is refused in one line with its place, and nothing is started', async ([, toml, message], {expect}) => {
	await using project = createProject({stories: {'1_quick': 'answers'}});
	project.writeConfig(toml);

	for (const args of [['ps'], ['run'], ['start', '1'], []]) {
		const {exitCode, stdout, stderr} = await project.towline(...args);
		expect({exitCode, stdout, lines: stderr.split('\n').length}).toEqual({exitCode: 2, stdout: '', lines: 2});
		expect(stderr).toMatch(message);
	}

	project.writeConfig(plain);
	expect(await project.supervisorPid()).toBeUndefined();
});

test.concurrent('invalid stories say why, and the others run', async ({expect}) => {
	await using project = createProject({stories: {'1_quick': 'answers'}});
	project.addStory('2_nobody', '---\nagent: nobody\n---\nDo it.\n');
	project.addStory('3_after', '---\nafter: [9_nothing]\n---\nDo it.\n');
	project.addStory('$(touch owned)', 'Do it.\n');
	project.addStory('a..b', 'Do it.\n');
	writeFileSync(path.join(project.root, 'stories/4_latin.md'), Buffer.from('Grüße', 'latin1'));

	const offline = await project.towline('ps');
	const {exitCode, stdout} = await project.towline('run');

	for (const text of [offline.stdout, stdout]) {
		expect(text).toMatch(/^2_nobody +idle .*2_nobody\.md:2: agent is "nobody", expected one of answers/m);
		expect(text).toMatch(/^3_after +idle .*3_after\.md:2: after names 9_nothing, but there is no story with this id/m);
		expect(text).toMatch(/^4_latin +idle .*4_latin\.md: is not valid UTF-8/m);
		expect(text).toMatch(/^stories\/\$\(touch owned\)\.md: .*is not a valid story id/m);
		expect(text).toMatch(/^stories\/a\.\.b\.md: .*rename the file/m);
	}

	expect(stdout).toMatch(/^1_quick +completed/m);
	expect(exitCode).toBe(1);
});

test.concurrent.for([
	['does not exist', '/nowhere/claude', 'The program /nowhere/claude does not exist'],
	['is not on the PATH', 'no-such-agent', 'The command "no-such-agent" was not found on the PATH'],
	['cannot be executed', 'towline.toml', 'towline.toml is not executable'],
] as const)('a command that %s fails the story, with that reason', async ([, command, reason], {expect}) => {
	await using project = createProject({stories: {'1_quick': 'answers'}});
	const file = command.endsWith('.toml') ? path.join(project.root, command) : command;
	project.writeConfig(plain.replace('"coder"', '"answers"').concat(`command = "${file}"\n`));
	const {exitCode, stdout} = await project.towline('run');
	expect(stdout).toContain(reason);
	expect(exitCode).toBe(1);
	const agent = await project.agent('1_quick');
	expect(agent).toMatchObject({status: 'failed', reason: expect.stringContaining(reason), pid: null});
});

test.concurrent.for(['binary', 'no-newline', 'cut-frame', 'constructor'])(
	'an agent that prints %s completes all the same, and its log can be read',
	async (agent, {expect}) => {
		await using project = createProject({stories: {'1_odd': agent}});
		const {exitCode, stdout} = await project.towline('run');
		expect(stdout).toMatch(/^1_odd +completed/m);
		expect(exitCode).toBe(0);
		const logs = await project.towline('logs', '1_odd');
		expect(logs.exitCode).toBe(0);
		expect(logs.stdout).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
	},
);

test.concurrent('escape sequences from an agent never reach the terminal', async () => {
	await using project = createProject({stories: {'1_hostile': 'escapes'}});
	await using dashboard = openDashboard(project);
	await dashboard.shows(/1_hostile.*idle/);
	dashboard.press('s');
	await dashboard.shows(/1_hostile.*completed/);
	await dashboard.shows('the line after it');
	dashboard.press('enter');
	await dashboard.hides('STORY');
	dashboard.press('q');
	await dashboard.exited;
	const written = dashboard.written();
	const titles = written.split('\u001B]').slice(1);
	expect(titles.filter(title => !/^[02];(towline|\u0007)/.test(title))).toEqual([]);
	expect(written).not.toMatch(/\u001B\[10A|\u001Bc|\u001BP|\u009B|\u009D|\u202E/);
	expect(written.split('\u001B[?1049h')).toHaveLength(2);
});
