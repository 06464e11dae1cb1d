import {rmSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {holderPid} from './holder-pid.ts';
import {createProject, isAlive} from './project.ts';
import {fillDisk, mountSmallDisk} from './small-disk.ts';

test('on a disk that stays full every command says so, and down ends everything', async ({skip}) => {
	await using project = createProject({stories: {'1_flood': 'flood'}});
	const folder = path.join(project.root, '.towline');
	using disk = mountSmallDisk(project);

	if (!disk) {
		skip('This account may mount no file system.');
		return;
	}

	await project.towline('start', '1_flood');
	await project.untilAgent('1_flood', ({ledger, phase}) => phase.status === 'running' && ledger.length > 0);
	const {pid} = await project.client.hello();
	const holder = (await holderPid(project)) ?? 0;
	// Without the reserve not even the pause can be stored.
	rmSync(path.join(folder, 'reserve'), {force: true});
	const filler = path.join(folder, 'filler');
	await expect
		.poll(
			async () => {
				fillDisk(filler);
				return (await project.towline('ps')).stdout;
			},
			{timeout: 60_000},
		)
		.toMatch(
			/1_flood +running .*paused until the disk has room(?:.*\n)*.*Facts cannot be stored since \d\d:\d\d: The disk of/,
		);
	fillDisk(filler);

	for (const command of ['queue', 'status']) {
		expect(await project.towline(command)).toMatchObject({
			exitCode: 0,
			stdout: expect.stringMatching(/Facts cannot be stored since \d\d:\d\d: The disk of .* is full/),
		});
	}

	expect((await project.towline('status-line')).stdout).toMatch(/^cannot store! /);
	expect(JSON.parse((await project.towline('ps', '--json')).stdout)).toMatchObject({
		cannotStore: {detail: expect.stringContaining('is full')},
	});
	const down = await project.towline('down');
	expect(`${down.exitCode} ${down.stdout}${down.stderr}`).toMatch(/^[01] .+\./);
	await expect.poll(() => isAlive(pid) || isAlive(holder), {timeout: 30_000}).toBe(false);
	expect(project.marked()).toEqual([]);
	rmSync(filler);
	expect((await project.agent('1_flood')).status).toMatch(/^(stopped|lost)$/);
	expect(await project.towline('start', '1_flood')).toMatchObject({exitCode: 0});
	await project.untilAgent('1_flood', ({attempts, phase}) => attempts === 2 && phase.status === 'running');
});
