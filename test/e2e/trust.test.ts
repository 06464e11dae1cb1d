import {cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {openDashboard} from './dashboard.ts';
import {createProject, git, type TestProject} from './project.ts';

/** A project whose agent, set-up, tear-down and notify command each leave a trace when they are executed. */
function createTrap(): TestProject {
	const project = createProject({stories: {}, isTrusted: false});
	writeFileSync(path.join(project.root, 'trap.sh'), `#!/bin/sh\necho "$@" >> ${project.root}/trace\n`, {mode: 0o755});
	writeFileSync(path.join(project.root, 'towline.toml'), trapConfig(project.root));
	project.addStory('1_one');
	return project;
}

function trapConfig(root: string, more = ''): string {
	return `[worktree]\nenabled = true\nsetup = ["${root}/trap.sh setup"]\nteardown = ["${root}/trap.sh teardown"]\n[notify]\ncommand = "${root}/trap.sh notify"\n[[agent]]\nname = "coder"\nruntime = "claude-code"\ncommand = "${root}/trap.sh"\n${more}`;
}

const trace = ({root}: TestProject) => path.join(root, 'trace');

test.concurrent.for([
	['doctor'],
	['ps'],
	['ps', '--json'],
	['queue'],
	['cost'],
	['since'],
	['logs', '1_one'],
	['status'],
	['status-line'],
	['worktree', 'ls'],
	['completion', 'stories'],
	['trust', '--list'],
])('%j executes nothing of a project that is not trusted, and makes nothing in it', async args => {
	await using project = createTrap();
	await project.towline(...args);
	expect(existsSync(trace(project))).toBe(false);
	expect(existsSync(path.join(project.root, '.towline'))).toBe(false);
});

test.concurrent.for([
	['run'],
	['start', '1_one'],
	['resume', '1_one'],
	['pause'],
	['worktree', 'prune'],
	['supervise', '.'],
])('%j is refused in a project that is not trusted', async args => {
	await using project = createTrap();
	const {exitCode, stderr} = await project.towline(...args);
	expect(exitCode).toBe(2);
	expect(args[0] === 'supervise' ? '' : stderr).toMatch(
		args[0] === 'supervise' ? /^/ : /not trusted .*`towline trust`/,
	);
	expect(existsSync(trace(project))).toBe(false);
	expect(existsSync(path.join(project.root, '.towline'))).toBe(false);
});

test.concurrent('trust shows what would be executed; only --yes or a person trusts it', async () => {
	await using project = createTrap();
	const asked = await project.towline('trust');
	expect(asked).toMatchObject({exitCode: 2, stderr: expect.stringContaining('--yes')});
	for (const line of [
		/agent coder +\S+trap\.sh\n/,
		/setup 1 +\S+ setup\n/,
		/teardown 1 +\S+ teardown\n/,
		/notify command +\S+ notify\n/,
	]) {
		expect(asked.stdout).toMatch(line);
	}

	expect(await project.towline('run')).toMatchObject({exitCode: 2});
	expect(await project.towline('trust', '--yes')).toMatchObject({exitCode: 0});
	expect((await project.towline('trust', '--list')).stdout).toContain(project.root);
	await project.towline('run');
	expect(readFileSync(trace(project), 'utf8')).toContain('setup');
});

test.concurrent('it is asked again when what is executed changes, and not when other keys do', async () => {
	await using project = createTrap();
	await project.towline('trust', '--yes');
	writeFileSync(path.join(project.root, 'towline.toml'), trapConfig(project.root, '[limits]\nmax_parallel = 2\n'));
	expect((await project.towline('trust')).stdout).toContain('You trust this project already.');
	const added = `args = ["--evil\\u001b[2J"]\n[[permission]]\ntool = "Bash"\ndecision = "allow"\n`;
	writeFileSync(path.join(project.root, 'towline.toml'), trapConfig(project.root, added));
	expect(await project.towline('run')).toMatchObject({
		exitCode: 2,
		stderr: expect.stringContaining('executes something else'),
	});
	const {stdout} = await project.towline('trust');
	expect(stdout).toMatch(/\+ agent coder args/);
	expect(stdout).toMatch(/\+ rule 1 +allow Bash/);
	expect(stdout).not.toContain('\u001b');
	expect(existsSync(trace(project))).toBe(false);
});

test.concurrent('a running supervisor keeps to what was trusted, says so, and takes the change once it is trusted', async () => {
	await using project = createTrap();
	await project.towline('trust', '--yes');
	await project.towline('pause');
	writeFileSync(
		path.join(project.root, 'towline.toml'),
		trapConfig(project.root).replace('trap.sh setup', 'trap.sh other'),
	);
	await project.until(fleet => fleet.notices.some(({text}) => text.includes('executes something else')));
	expect(await project.towline('start', '1_one')).toMatchObject({exitCode: 2});
	await project.towline('trust', '--yes');
	expect(await project.towline('start', '1_one')).toMatchObject({exitCode: 0});
	await expect.poll(() => existsSync(trace(project)) && readFileSync(trace(project), 'utf8')).toContain('other');
});

test.concurrent('untrust takes it back', async () => {
	await using project = createTrap();
	await project.towline('trust', '--yes');
	expect((await project.towline('untrust')).stdout).toContain('no longer trusted');
	expect((await project.towline('untrust')).stdout).toContain('was not trusted');
	expect(await project.towline('run')).toMatchObject({exitCode: 2});
	expect(existsSync(trace(project))).toBe(false);
});

test.concurrent('a .towline that git tracks is never believed, not even when the project is trusted', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await project.towline('run');
	await project.towline('down');
	git(project.root, 'add', '--force', '.towline/state.db');
	const {stdout, stderr} = await project.towline('ps');
	expect(stdout).toMatch(/1_one +idle/);
	expect(stderr).toContain('git tracks files in');
	expect(await project.towline('run')).toMatchObject({exitCode: 2, stderr: expect.stringContaining('git rm')});
	expect(await project.towline('trust', '--yes', '--adopt')).toMatchObject({exitCode: 2});
	git(project.root, 'rm', '--quiet', '--cached', '.towline/state.db');
	expect((await project.towline('ps')).stdout).toMatch(/1_one +completed/);
});

test.concurrent('a .towline from elsewhere is not believed; one that moved with its project is, after one question', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await using other = createProject({stories: {'1_one': 'answers'}});
	await project.towline('run');
	await project.towline('down');
	// Another person's: made with another secret.
	cpSync(path.join(project.root, '.towline'), path.join(other.root, '.towline'), {recursive: true});
	expect((await other.towline('ps')).stdout).toMatch(/1_one +idle/);
	expect(await other.towline('run')).toMatchObject({exitCode: 2, stderr: expect.stringContaining('--adopt')});
	expect(await other.towline('trust', '--yes')).toMatchObject({exitCode: 2});
	expect(await other.towline('trust', '--yes', '--adopt')).toMatchObject({exitCode: 0});
	expect((await other.towline('ps')).stdout).toMatch(/1_one +completed/);
});

test.concurrent('a project of an earlier version, whose .towline has no mark, goes on after one question', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await project.towline('run');
	await project.towline('down');
	rmSync(path.join(project.root, '.towline/mark'));
	expect((await project.towline('ps')).stdout).toMatch(/1_one +completed/);
	expect(await project.towline('run', '1_one')).toMatchObject({
		exitCode: 2,
		stderr: expect.stringContaining('`towline trust`'),
	});
	expect((await project.towline('trust', '--yes')).stdout).toContain('your supervisor has run here before');
	expect(await project.towline('run', '1_one')).toMatchObject({exitCode: 0});
});

test.concurrent('init trusts what it wrote', async () => {
	await using project = createProject({stories: {}, isTrusted: false, hasGit: false});
	rmSync(path.join(project.root, 'towline.toml'));
	await project.towline('init');
	expect((await project.towline('trust')).stdout).toContain('You trust this project already.');
});

test.concurrent('state that others can write is no proof of trust', async () => {
	await using project = createTrap();
	await project.towline('trust', '--yes');
	const folder = path.join(project.root, '.local/state/towline');
	renameSync(folder, `${folder}-elsewhere`);
	symlinkSync(`${folder}-elsewhere`, folder);
	expect(await project.towline('run')).toMatchObject({exitCode: 1, stderr: expect.stringContaining('is not a folder')});
	expect(existsSync(trace(project))).toBe(false);
});

test.concurrent('the dashboard shows what would be executed and asks; no leaves, yes opens it', async () => {
	await using project = createTrap();

	await using refused = openDashboard(project);
	await refused
		.screenShows(/agent coder +\S+trap\.sh/)
		.screenShows('Trust this project? [y/N]')
		.press('n', 'enter');
	await refused.exited;
	expect(refused.written()).toContain('It stays untrusted.');
	expect(existsSync(path.join(project.root, '.towline'))).toBe(false);
	expect(existsSync(trace(project))).toBe(false);

	await using fleet = openDashboard(project);
	await fleet.screenShows('Trust this project?').press('y', 'enter');
	await fleet.rowShows('1_one', 'idle');
	expect((await project.towline('trust', '--list')).stdout).toContain(project.root);
});

test.concurrent('the dashboard says why it does not believe a .towline that git tracks', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	await project.towline('run');
	await project.towline('down');
	git(project.root, 'add', '--force', '.towline/state.db');
	await using fleet = openDashboard(project);
	expect(await fleet.exited).toBe(2);
	expect(fleet.written()).toContain('git tracks files in');
});
