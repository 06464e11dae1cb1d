import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createProject, isAlive} from './project.ts';

const hasStatus =
	(...statuses: readonly string[]) =>
	({phase}: {phase: {status: string}}) =>
		statuses.includes(phase.status);

test.concurrent('kill ends every process that the agent started and prints their number', async ({expect}) => {
	await using project = createProject({
		stories: {'1_fork': 'double-fork'},
		env: {TOWLINE_FIXTURE_PID_FILE: 'grandchild.pid'},
	});
	await project.towline('start', '1_fork');
	const file = path.join(project.root, 'grandchild.pid');
	await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').trim()).toMatch(/^\d+$/);
	const grandchild = Number(readFileSync(file, 'utf8'));
	const {pid} = await project.agent('1_fork');
	const {stdout} = await project.towline('kill', '1_fork');
	expect(stdout).toMatch(/is stopped; ([2-9]|\d\d) processes ended/);
	expect(isAlive(grandchild)).toBe(false);
	expect(isAlive(pid ?? 0)).toBe(false);
	expect(project.marked()).toEqual([]);
	// The interrupt came first, so the program told its cost.
	expect(await project.agent('1_fork')).toMatchObject({status: 'stopped', costIsEstimate: false});
});

test.concurrent('processes that an agent leaves behind are ended with its run', async ({expect}) => {
	await using project = createProject({
		stories: {'1_fork': 'double-fork'},
		env: {TOWLINE_FIXTURE_PID_FILE: 'grandchild.pid'},
	});
	await project.towline('start', '1_fork');
	const file = path.join(project.root, 'grandchild.pid');
	await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').trim()).toMatch(/^\d+$/);
	const {pid} = await project.agent('1_fork');
	process.kill(pid ?? 0, 'SIGKILL');
	await project.untilAgent('1_fork', agent => agent.lastEnd !== undefined);
	expect(isAlive(Number(readFileSync(file, 'utf8')))).toBe(false);
});

test.concurrent('an agent that ignores interrupt and SIGTERM is killed', async () => {
	await using project = createProject({stories: {'1_deaf': 'stubborn'}});
	await project.towline('start', '1_deaf');
	await project.untilAgent('1_deaf', hasStatus('running'));
	const killing = project.towline('kill', '1_deaf');
	await project.untilAgent('1_deaf', hasStatus('stopping'));
	expect((await project.agent('1_deaf')).reason).toMatch(/^stopping for .*killed by you/);
	expect(await killing).toMatchObject({exitCode: 0});
	expect(await project.agent('1_deaf')).toMatchObject({status: 'stopped', exit: {kind: 'killed', by: 'user'}});
	expect(project.marked()).toEqual([]);
});

test.concurrent('kill works while towline.toml is invalid', async () => {
	await using project = createProject({stories: {'1_long': 'long', '2_one': 'answers'}});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', hasStatus('running'));
	project.writeConfig('[limits\n');
	expect(await project.towline('start', '2_one')).toMatchObject({exitCode: 2});
	expect(await project.towline('start', '2_one')).toMatchObject({exitCode: 2});
	expect(await project.towline('kill', '1_long')).toMatchObject({exitCode: 0});
	const {agents, notices} = await project.client.readFleet();
	expect(Object.values(agents).map(({phase}) => phase.status)).toEqual(['stopped', 'idle']);
	expect(notices.filter(({level}) => level === 'error').length).toBeLessThan(2);
});
