import {rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {holderPid} from './holder-pid.ts';
import {createProject, killQuietly} from './project.ts';

type ProjectJson = {readonly root: string; readonly supervisor: number | null; readonly agents?: {status: string}[]};

test('ps --all shows every project that ever had a supervisor, until the project is deleted', async () => {
	await using first = createProject({stories: {'1_one': 'answers'}});
	const env = {HOME: first.root, TOWLINE_SOCKET: undefined};
	await using second = createProject({stories: {'1_one': 'answers'}, env});
	await using third = createProject({stories: {'1_one': 'answers'}, env});
	const readAll = async (): Promise<readonly ProjectJson[]> => {
		const {stdout, stderr} = await first.towline('ps', '--all', '--json');
		return stderr === '' ? JSON.parse(stdout) : [{root: stderr, supervisor: null}];
	};
	const ours = async () => {
		const roots = [first.root, second.root, third.root];
		return (await readAll()).filter(({root}) => roots.includes(root));
	};
	expect(await ours()).toEqual([]);

	for (const project of [first, second, third]) {
		expect(await project.towline('run')).toMatchObject({exitCode: 0});
	}

	await second.towline('down');
	await third.towline('down');
	third.writeConfig('no = "sense"\n');
	const shown = await ours();
	expect(shown.map(({root}) => root)).toEqual([first.root, second.root, third.root].sort());
	const of = ({root}: {root: string}) => shown.find(project => project.root === root);
	expect(of(first)).toMatchObject({supervisor: expect.any(Number), agents: [{status: 'completed'}]});
	expect(of(second)).toMatchObject({supervisor: null, problem: null, agents: [{status: 'completed'}]});
	expect(of(third)).toMatchObject({supervisor: null, problem: expect.stringContaining('towline.toml')});
	const {stdout} = await first.towline('ps', '--all');
	expect(stdout).toContain(`${second.root} (no supervisor is running)\nSTORY`);

	rmSync(path.join(third.root, 'towline.toml'));
	expect((await ours()).map(({root}) => root)).not.toContain(third.root);
});

test('the status line starts with agents that need a person, also after the supervisor died', async () => {
	await using project = createProject({stories: {'1_ask': 'asks', '2_long': 'long', '3_one': 'answers'}});
	const line = async () => (await project.towline('status-line')).stdout;
	expect(await line()).toBe('\n');
	await project.towline('run', '3_one');
	await project.towline('start', '1_ask');
	await project.untilAgent('1_ask', ({phase}) => phase.status === 'needs-input');
	await project.towline('start', '2_long');
	await project.untilAgent('2_long', ({phase}) => phase.status === 'running');
	expect(await line()).toMatch(/^◆1 ●1 ✓1 \S*\$\S+ shop\n$/);
	killQuietly((await project.supervisorPid()) ?? 0);
	await expect.poll(line, {timeout: 120_000}).toMatch(/^◆1 ●1 ✓1 \S*\$\S+ shop\n$/);
	killQuietly((await holderPid(project)) ?? 0);
	await expect.poll(line, {timeout: 120_000}).toMatch(/^!2 ✓1 \S*\$\S+ shop\n$/);
	// Invalid files are reported by other commands.
	writeFileSync(path.join(project.root, 'towline.toml'), 'no = "sense"\n');
	expect(await line()).toMatch(/^!2 ✓1/);
});
