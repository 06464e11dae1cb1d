import {mkdirSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createClient} from '../../source/api/client.ts';
import {socketPathOf} from '../../source/api/socket-path.ts';
import {demoFolderPrefix} from '../../source/demo/project/demo-project.ts';
import {openDashboard} from './dashboard.ts';
import {createProject, isAlive, killQuietly} from './project.ts';
import {startCommand} from './started-command.ts';

test('q ends the demo and removes it', async () => {
	await using stage = createStage();
	await using demo = await stage.openDemo();
	const supervisor = await stage.supervisorPid();
	demo.press('q');
	expect(await demo.exited).toBe(0);
	expect(stage.demos()).toEqual([]);
	await expect.poll(() => isAlive(supervisor)).toBe(false);
});

test.for(['hangUp', 'closeTerminal'] as const)('%s ends the demo', async how => {
	await using stage = createStage();
	await using demo = await stage.openDemo();
	const supervisor = await stage.supervisorPid();
	demo[how]();
	await demo.exited;
	expect(stage.demos()).toEqual([]);
	await expect.poll(() => isAlive(supervisor)).toBe(false);
});

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
	'a demo without a terminal that gets %s leaves nothing',
	async signal => {
		await using stage = createStage();
		await using demo = stage.playDemo();
		await demo.says(/ running$/m);
		const supervisor = await stage.supervisorPid();
		demo.kill(signal);
		expect(await demo.exited).toBe(130);
		expect(stage.demos()).toEqual([]);
		expect(stage.project.marked()).toEqual([]);
		await expect.poll(() => isAlive(supervisor)).toBe(false);
	},
);

test('a demo whose output pipe is closed leaves nothing behind', async () => {
	await using stage = createStage();
	await using demo = stage.playDemo();
	await demo.says(/ running$/m);
	demo.closeOutput();
	await demo.exited;
	expect(stage.demos()).toEqual([]);
	expect(stage.project.marked()).toEqual([]);
});

test.for([
	['alone', false],
	['with its supervisor', true],
] as const)(
	'what a demo left that was killed %s is ended and removed by the next one',
	async ([_, isSupervisorKilled]) => {
		await using stage = createStage();
		await using killed = await stage.openDemo();
		const [left = ''] = stage.demos();
		const supervisor = await stage.supervisorPid();
		killQuietly(killed.pid);
		await killed.exited;
		expect(isAlive(supervisor)).toBe(true);

		if (isSupervisorKilled) {
			killQuietly(supervisor);
			await expect.poll(() => isAlive(supervisor)).toBe(false);
		}

		await using next = await stage.openDemo();
		expect(stage.demos()).not.toContain(left);
		expect(isAlive(supervisor)).toBe(false);
		next.press('q');
		expect(await next.exited).toBe(0);
		expect(stage.demos()).toEqual([]);
		expect(stage.project.marked()).toEqual([]);
	},
);

test('a demo ignores TOWLINE_SOCKET and the project it belongs to', async () => {
	await using stage = createStage();
	await stage.project.towline('start', '1_long');
	await using demo = await stage.openDemo();
	demo.press('q');
	expect(await demo.exited).toBe(0);
	expect((await stage.project.agent('1_long')).status).toBe('running');
});

/** A temporary folder for demos. */
function createStage() {
	const project = createProject({stories: {'1_long': 'long'}, worktrees: false});
	const folder = path.join(project.root, '.demos');
	mkdirSync(folder);
	project.env.TMPDIR = folder;
	const demos = () => readdirSync(folder).filter(name => name.startsWith(demoFolderPrefix));
	const clientOf = (name: string) => createClient({socketPath: socketPathOf(path.join(folder, name, 'shop'), {})});

	return {
		project,
		demos,
		/** Resolves when its agents are running. */
		async openDemo() {
			const demo = openDashboard(project, {args: ['demo']});
			await demo.rowShows('Cart totals', 'running');
			return demo;
		},
		/** The state of the only demo. */
		async supervisorPid(): Promise<number> {
			return (await clientOf(demos()[0] ?? '').hello()).pid;
		},
		/** Runs the demo headless, with output to a pipe. */
		playDemo: () => startCommand(project, 'demo'),
		/** Ends demos that a failed test left running. */
		async [Symbol.asyncDispose]() {
			for (const name of demos()) {
				await clientOf(name)
					.down({keep: false})
					.catch(() => {});
			}

			await project[Symbol.asyncDispose]();
		},
	};
}
