import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createProject, isAlive, program, type TestProject} from './project.ts';

const slowly = {timeout: 120_000};

/** A fake systemctl and loginctl that record their arguments. `states` are their answers. */
function createFakeSystemd(project: TestProject, states: {readonly linger: string; readonly exitCode?: number}) {
	const folder = path.join(project.root, '.sock/bin');
	const log = path.join(folder, 'asked');
	mkdirSync(folder);

	for (const [name, answer] of [
		['systemctl', 'active'],
		['loginctl', states.linger],
	] as const) {
		const file = path.join(folder, name);
		writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>'${log}'\necho ${answer}\nexit ${states.exitCode ?? 0}\n`);
		chmodSync(file, 0o755);
	}

	project.env.PATH = `${folder}:${project.env.PATH}`;
	project.env.ANTHROPIC_API_KEY = 'secret-of-ada';
	const units = path.join(project.root, '.config/systemd/user');
	return {
		asked: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
		units: () => (existsSync(units) ? readdirSync(units) : []),
		unit: () => readFileSync(path.join(units, readdirSync(units)[0] ?? ''), 'utf8'),
	};
}

test.concurrent('service installs a unit, shows its state and removes it', async ({expect}) => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	const systemd = createFakeSystemd(project, {linger: 'no'});
	expect((await project.towline('service', 'status')).stdout).toContain('No service is installed');
	const installed = await project.towline('service', 'install');
	expect(installed).toMatchObject({exitCode: 0, stderr: ''});
	expect(installed.stdout).toContain('`loginctl enable-linger`');
	const [name = ''] = systemd.units();
	expect(systemd.asked().slice(0, 3)).toEqual([
		'systemctl --user show-environment',
		'systemctl --user daemon-reload',
		`systemctl --user enable ${name}`,
	]);
	const text = systemd.unit();
	expect(text).toContain(
		`ExecStart="${process.execPath}" "--max-semi-space-size=4" "${program}" "supervise" "--stay" "${project.root}"`,
	);
	expect(text).toContain(`WorkingDirectory=${project.root}\n`);
	expect(text).toContain('Restart=on-failure');
	expect(text).not.toContain('secret-of-ada');
	expect((await project.towline('service', 'status')).stdout).toMatch(/is active, linger is no/);
	expect((await project.towline('service', 'remove')).exitCode).toBe(0);
	expect(systemd.units()).toEqual([]);
	expect((await project.towline('service', 'remove')).stdout).toContain('No service is installed');
});

test.concurrent('a refusal of systemd is printed in one line with a hint', async ({expect}) => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	createFakeSystemd(project, {linger: 'yes', exitCode: 1});
	const {exitCode, stderr} = await project.towline('service', 'install');
	expect(exitCode).toBe(1);
	expect(stderr).toMatch(/^towline: systemd refused: .*log in with ssh.*\n$/);
});

test.concurrent('a unit starts the supervisor, and down also stops the service', async ({expect}) => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	const systemd = createFakeSystemd(project, {linger: 'yes'});
	await project.towline('service', 'install');
	await using service = startUnit(project, systemd.unit());
	await expect.poll(() => project.supervisorPid(), slowly).toBe(service.process.pid);
	await project.towline('down');
	expect(await service.exited).toBe(0);
	expect(systemd.asked().at(-1)).toMatch(/^systemctl --user stop towline-/);
});

test.concurrent('a service waits for the running supervisor, and adopts its runs when that one hands them over', async ({
	expect,
}) => {
	await using project = createProject({stories: {'1_long': 'long'}});
	const systemd = createFakeSystemd(project, {linger: 'yes'});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running');
	const first = await project.supervisorPid();
	await project.towline('service', 'install');
	await using service = startUnit(project, systemd.unit());
	const log = path.join(project.root, '.towline/supervisor.log');
	await expect.poll(() => readFileSync(log, 'utf8'), slowly).toContain('waiting for the end of the supervisor');
	await project.client.handOver();
	await expect.poll(() => isAlive(first ?? 0), slowly).toBe(false);
	await expect.poll(() => project.supervisorPid(), slowly).toBe(service.process.pid);
	await project.untilAgent('1_long', ({attempts, phase}) => attempts === 1 && phase.status === 'running');
	service.process.kill('SIGTERM');
	expect(await service.exited).toBe(0);
	expect(project.marked()).toEqual([]);
});

/** Starts the command of a unit like systemd: with its arguments and only its environment. */
function startUnit({root, env}: TestProject, text: string) {
	const command = /^ExecStart=(.*)$/m.exec(text)?.[1] ?? '';
	const words = [...command.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) =>
		word.replaceAll('%%', '%').replaceAll('$$', '$').replace(/\\(.)/g, '$1'),
	);
	const searchPath = /^Environment="PATH=(.*)"$/m.exec(text)?.[1] ?? '';
	const child: ChildProcess = spawn(words[0] ?? '', words.slice(1), {
		cwd: root,
		env: {HOME: root, PATH: searchPath, TOWLINE_SOCKET: env.TOWLINE_SOCKET, TOWLINE_TEST_ROOT: root},
		stdio: 'ignore',
	});
	return {
		process: child,
		exited: once(child, 'exit').then(([exitCode]) => exitCode),
		async [Symbol.asyncDispose]() {
			child.kill('SIGKILL');
		},
	};
}

test('systemd-analyze accepts the unit', async ({skip}) => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	createFakeSystemd(project, {linger: 'yes'});
	await project.towline('service', 'install');
	const folder = path.join(project.root, '.config/systemd/user');
	const [name = ''] = readdirSync(folder);

	if (spawnSync('systemd-analyze', ['--version']).error) {
		skip('There is no systemd-analyze.');
	}

	const {stderr} = verify(path.join(folder, name), folder);
	expect(stderr).toBe('');
});

/** systemd-analyze needs a folder for sockets, and writes nothing to it. */
function verify(file: string, runtimeFolder: string): {readonly stderr: string} {
	const env = {...process.env, XDG_RUNTIME_DIR: runtimeFolder};
	return spawnSync('systemd-analyze', ['--user', 'verify', file], {env, encoding: 'utf8'});
}
