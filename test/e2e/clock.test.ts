import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createProject, program, type TestProject} from './project.ts';

const hourMs = 3_600_000;

test.for([
	['back by an hour', -hourMs],
	['forward by an hour', hourMs],
] as const)('agents are recorded, killed and started again when the clock is set %s', async ([, stepMs]) => {
	await using project = createProject({
		stories: {'1_long': 'streams'},
		limits: 'inactivity_timeout = "5m"\nmax_retries = 1',
	});
	const setClock = await superviseWithClock(project);
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running');
	setClock(stepMs);
	const {seq} = await project.client.readFleet();
	await project.until(fleet => fleet.seq > seq + 5);
	expect(await project.agent('1_long')).toMatchObject({status: 'running'});
	const startedAt = performance.now();
	expect(await project.towline('kill', '1_long')).toMatchObject({exitCode: 0});
	await project.untilAgent('1_long', ({phase}) => phase.status === 'stopped');
	expect(performance.now() - startedAt).toBeLessThan(15_000);
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running');
});

test('a retry starts though the clock was set back', async () => {
	await using project = createProject({stories: {'1_fails': 'fails'}, limits: 'max_retries = 1'});
	const setClock = await superviseWithClock(project);
	await project.towline('start', '1_fails');
	await project.untilAgent('1_fails', ({phase}) => phase.status === 'queued' && phase.cause.kind === 'retry');
	setClock(-hourMs);
	await project.untilAgent('1_fails', ({phase}) => phase.status === 'failed');
});

/** Starts a supervisor whose wall clock the test can set; it ends with the project. */
async function superviseWithClock({root, env}: TestProject): Promise<(aheadMs: number) => void> {
	const file = path.join(root, '.sock/clock');
	const setClock = (aheadMs: number) => writeFileSync(file, String(aheadMs));
	setClock(0);
	const shift = path.join(import.meta.dirname, 'shifted-clock.js');
	const child = spawn(process.execPath, ['--import', shift, program, 'supervise', root], {
		cwd: root,
		detached: true,
		env: {...env, TOWLINE_TEST_CLOCK: file},
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
	});
	await once(child, 'message');
	child.disconnect();
	child.unref();
	return setClock;
}
