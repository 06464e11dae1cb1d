import {test} from 'vitest';
import {createProject} from './project.ts';

test.concurrent('start, kill and resume take several stories', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long', '2_long': 'long', '3_long': 'long'}});
	expect(await project.towline('start', '1', '2', '3', '1_long')).toMatchObject({exitCode: 0});
	await project.until(fleet => Object.values(fleet.agents).every(({phase}) => phase.status === 'running'));
	const killed = await project.towline('kill', '1', '2');
	expect(killed.stdout.split('\n').filter(line => line.includes('is stopped'))).toHaveLength(2);
	expect(killed.exitCode).toBe(0);
	expect((await project.agent('3_long')).status).toBe('running');
	const resumed = await project.towline('resume', '1', '3', '2');
	expect(resumed.stdout).toMatch(/Resuming 1_long:.*\nResuming 2_long:/);
	expect(resumed.stderr).toMatch(/^towline: 3_long:\w+ is already running\..*\n$/);
	expect(resumed.exitCode).toBe(1);
	await project.towline('kill', '--all');
	expect(project.marked()).toEqual([]);
});

test.concurrent('a name too much or unknown leaves every agent as it is', async ({expect}) => {
	await using project = createProject({stories: {'1_long': 'long', '2_next': 'answers'}});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running');
	expect(await project.towline('down', '2_next')).toMatchObject({exitCode: 2});
	expect(await project.towline('kill', '1_long', '2_nxet')).toMatchObject({
		exitCode: 2,
		stderr: expect.stringContaining('Did you mean "2_next"?'),
	});
	expect((await project.agent('1_long')).status).toBe('running');
});
