import {expect, test} from 'vitest';
import {holderPid} from './holder-pid.ts';
import {createProject, killQuietly, type Outcome, type TestProject} from './project.ts';

/** Asks again and again, until `done` settles. */
async function askDuring(project: TestProject, done: Promise<unknown>) {
	let isDone = false;
	void done.finally(() => {
		isDone = true;
	});
	const answers: {command: string; outcome: Outcome; tookMs: number}[] = [];

	while (!isDone) {
		for (const command of ['ps', 'status-line', 'status']) {
			const askedAt = performance.now();
			const outcome = await project.towline(command);
			answers.push({command, outcome, tookMs: performance.now() - askedAt});
		}
	}

	return answers;
}

function expectAnswers(answers: Awaited<ReturnType<typeof askDuring>>) {
	for (const {command, outcome, tookMs} of answers) {
		expect(outcome, command).toMatchObject({exitCode: 0, stderr: ''});
		expect(outcome.stdout, command).toMatch(/shop|1_stub|supervisor/i);
		expect(tookMs, command).toBeLessThan(5000);
	}
}

test('everything answers while a supervisor starts that has processes to end', async () => {
	await using project = createProject({stories: {'1_stub': 'stubborn', '2_next': 'answers'}});
	await project.towline('start', '1_stub');
	await project.untilAgent('1_stub', ({phase}) => phase.status === 'running');
	const pids = [await project.supervisorPid(), await holderPid(project)];
	pids.forEach(pid => void killQuietly(pid ?? 0));
	const started = project.towline('start', '2_next');
	expectAnswers(await askDuring(project, started));
	expect(await started).toMatchObject({exitCode: 0});
	expect(await project.agent('1_stub')).toMatchObject({status: 'lost'});
	expect(project.marked().length).toBeLessThanOrEqual(1);
});

test('everything answers while a supervisor ends', async () => {
	await using project = createProject({stories: {'1_stub': 'stubborn'}});
	await project.towline('start', '1_stub');
	await project.untilAgent('1_stub', ({phase}) => phase.status === 'running');
	expectAnswers(await askDuring(project, project.towline('down')));
});
