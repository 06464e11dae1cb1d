import {expect, test} from 'vitest';
import {openDashboard} from './dashboard.ts';
import {createProject, isAlive} from './project.ts';

const busy = {'1_long': 'streams', '2_next': 'streams'};

test('after SIGTERM, as at a reboot, the next supervisor resumes what ran and starts what was queued', async () => {
	await using project = createProject({stories: busy, limits: 'max_parallel = 1\nresume_lost = true'});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', ({phase, session}) => phase.status === 'running' && session !== undefined);
	await project.towline('start', '2_next');
	await project.untilAgent('2_next', ({phase}) => phase.status === 'queued');
	const {sessionId} = await project.agent('1_long');
	await endBySignal(await project.supervisorPid());
	expect(project.marked()).toEqual([]);
	expect(await project.agent('1_long')).toMatchObject({status: 'queued', sessionId});
	expect(await project.agent('2_next')).toMatchObject({status: 'queued'});
	await project.towline('unpause');
	// It has waited longer for the only slot.
	await project.untilAgent('2_next', ({phase}) => phase.status === 'running');
	await project.towline('kill', '2_next');
	await project.untilAgent('1_long', ({phase, attempts}) => phase.status === 'running' && attempts === 2);
	expect(await project.agent('1_long')).toMatchObject({sessionId});
});

test('without resume_lost, a run that a reboot ended is lost and says why', async () => {
	await using project = createProject({stories: busy});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', ({phase, session}) => phase.status === 'running' && session !== undefined);
	await endBySignal(await project.supervisorPid());
	expect(await project.agent('1_long')).toMatchObject({
		status: 'lost',
		reason: expect.stringMatching(/ended by the system, as at a reboot; it can be resumed/),
	});
});

test('an open dashboard leaves a supervisor down that was ended, until it is asked', async () => {
	await using project = createProject({stories: busy});
	await using dashboard = openDashboard(project);
	await dashboard.rowShows('Story 1_long', 'idle');
	dashboard.press('s');
	await dashboard.rowShows('Story 1_long', 'running');
	expect(await project.towline('down')).toMatchObject({exitCode: 0});
	await dashboard.shows(/The supervisor was ended, by `towline down`/);
	expect(await project.supervisorPid()).toBeUndefined();
	dashboard.press('r');
	await dashboard.rowShows('Story 1_long', 'stopped');
	expect(await project.supervisorPid()).toBeDefined();
});

test('an open dashboard finds the supervisor that another command starts after `towline down`', async () => {
	await using project = createProject({stories: busy});
	await using dashboard = openDashboard(project);
	await dashboard.rowShows('Story 1_long', 'idle');
	await project.towline('down');
	await dashboard.shows(/The supervisor was ended/);
	await project.towline('start', '1_long');
	await dashboard.rowShows('Story 1_long', 'running');
});

async function endBySignal(pid = 0): Promise<void> {
	process.kill(pid, 'SIGTERM');
	await expect.poll(() => isAlive(pid), {timeout: 20_000}).toBe(false);
}
