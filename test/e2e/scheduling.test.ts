import {expect, test} from 'vitest';
import {createProject, type TestProject} from './project.ts';

const isCompleted = ({phase}: {phase: {status: string}}) => phase.status === 'completed';

/** Ids of the queue, as `towline queue` shows it. */
async function queueOf(project: TestProject, ...args: readonly string[]): Promise<readonly string[]> {
	const {stdout} = await project.towline('queue', ...args);
	return [...stdout.matchAll(/^ *\d+ +([^ :]+):/gm)].map(([, story = '']) => story);
}

test.concurrent('max_parallel of the project and of each agent is respected', async () => {
	await using project = createProject({
		stories: {'1_long': 'long', '2_long': 'long', '3_fork': 'double-fork', '4_answer': 'answers'},
		limits: 'max_parallel = 2',
		agent: {long: 'max_parallel = 1'},
	});
	await project.towline('start', '1_long');
	await project.towline('start', '2_long');
	expect((await project.agent('2_long')).reason).toBe('waiting for a slot of long, 1 of 1 taken');
	await project.towline('start', '3_fork');
	await project.untilAgent('3_fork', ({phase}) => phase.status === 'running');
	await project.towline('start', '4_answer');
	expect(await project.agent('4_answer')).toMatchObject({
		status: 'queued',
		reason: 'waiting for a slot, 2 of 2 taken',
	});
	await project.towline('kill', '3_fork');
	await project.untilAgent('4_answer', isCompleted);
	expect((await project.agent('2_long')).status).toBe('queued');
});

test.concurrent('an agent that waits for you holds no other story', async () => {
	await using project = createProject({
		stories: {'1_asks': 'asks', '2_next': 'answers'},
		limits: 'max_parallel = 1\nmax_waiting = 1',
	});
	await project.towline('start', '1_asks');
	await project.untilAgent('1_asks', ({phase}) => phase.status === 'needs-input');
	await project.towline('start', '2_next');
	await project.untilAgent('2_next', isCompleted);
	expect((await project.agent('1_asks')).status).toBe('needs-input');
	await project.towline('answer', '1_asks', 'allow');
	await project.untilAgent('1_asks', isCompleted);
});

test.concurrent('the queue is ordered by priority, then by rank', async () => {
	await using project = createProject({
		stories: {'1_hold': 'long', '2_low': 'answers', '3_high': 'answers', '4_last': 'answers'},
		limits: 'max_parallel = 1',
		frontMatter: {'3_high': 'priority: 5\n'},
	});

	for (const story of ['1_hold', '2_low', '3_high', '4_last']) {
		expect(await project.towline('start', story)).toMatchObject({exitCode: 0});
	}

	expect(await queueOf(project)).toEqual(['3_high', '2_low', '4_last']);
	expect(await queueOf(project, '4_last', '--first')).toEqual(['3_high', '4_last', '2_low']);
	await project.towline('kill', '1_hold');
	const fleet = await project.until(({agents}) => Object.values(agents).filter(isCompleted).length === 3);
	const ended = Object.values(fleet.agents)
		.filter(isCompleted)
		.sort((a, b) => (a.lastEnd?.startedAt ?? 0) - (b.lastEnd?.startedAt ?? 0));
	expect(ended.map(({story}) => story)).toEqual(['3_high', '4_last', '2_low']);
});

test.concurrent('a story starts after its dependency, and says so if that failed', async () => {
	await using project = createProject({
		stories: {'1_fails': 'fails', '2_never': 'answers', '3_first': 'answers', '4_then': 'answers'},
		limits: 'max_retries = 0',
		frontMatter: {'2_never': 'after: [1_fails]\n', '4_then': 'after: [3_first]\n'},
	});
	await project.towline('start', '2_never');
	await project.towline('start', '4_then');
	expect((await project.agent('4_then')).reason).toBe('after 3_first, which is idle');
	await project.towline('start', '1_fails');
	await project.towline('start', '3_first');
	await project.untilAgent('4_then', isCompleted);
	await project.untilAgent('1_fails', ({phase}) => phase.status === 'failed');
	expect(await project.agent('2_never')).toMatchObject({
		status: 'queued',
		reason: 'after 1_fails, which is failed: only you can start it again',
	});
});

test.concurrent('a dependency cycle is refused and named', async () => {
	await using project = createProject({
		stories: {'1_hen': 'answers', '2_egg': 'answers'},
		frontMatter: {'1_hen': 'after: [2_egg]\n', '2_egg': 'after: [1_hen]\n'},
	});
	const {exitCode, stderr} = await project.towline('start', '1_hen');
	expect(exitCode).toBe(2);
	expect(stderr).toMatch(/1_hen.*2_egg.*1_hen/);
	expect(await project.agent('1_hen')).toMatchObject({status: 'idle', reason: expect.stringContaining('2_egg')});
});

test.concurrent('a second start is refused, a second kill is not', async () => {
	await using project = createProject({stories: {'1_long': 'long'}});
	await project.towline('start', '1_long');
	const {exitCode, stderr} = await project.towline('start', '1_long');
	expect({exitCode, stderr}).toMatchObject({exitCode: 1, stderr: expect.stringContaining('already')});
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running');
	expect(await project.towline('kill', '1_long')).toMatchObject({exitCode: 0});
	expect(await project.towline('kill', '1_long')).toMatchObject({exitCode: 0});
	expect(await project.agent('1_long')).toMatchObject({status: 'stopped', attempt: 1});
});

test.concurrent('a paused queue starts nothing; running agents and forced starts continue', async () => {
	await using project = createProject({stories: {'1_long': 'long', '2_held': 'answers', '3_forced': 'answers'}});
	await project.towline('start', '1_long');
	await project.towline('pause');
	const held = project.towline('run', '2_held');
	await project.untilAgent('2_held', ({phase}) => phase.status === 'queued');
	expect((await project.agent('2_held')).reason).toBe('the queue is paused');
	// Who names one story means it.
	await project.towline('start', '3_forced');
	await project.untilAgent('3_forced', isCompleted);
	await project.untilAgent('1_long', ({phase}) => phase.status === 'running');
	await project.towline('unpause');
	expect(await held).toMatchObject({exitCode: 0});
	expect((await project.agent('2_held')).status).toBe('completed');
});

test.concurrent('kill --all stops running and queued agents', async () => {
	await using project = createProject({
		stories: {'1_long': 'long', '2_fork': 'double-fork', '3_long': 'long', '4_rate': 'rate-limited'},
		limits: 'max_parallel = 2',
	});
	await project.towline('start', '4_rate');
	await project.untilAgent('4_rate', ({phase}) => phase.status === 'rate-limited');

	for (const story of ['1_long', '2_fork', '3_long']) {
		await project.towline('start', story);
	}

	await project.untilAgent('2_fork', ({phase}) => phase.status === 'running');
	const {stdout} = await project.towline('kill', '--all');
	expect(stdout).toMatch(
		/^2 agents stopped, \d+ processes ended; 1 no longer queued; 1 no longer waiting for a rate limit\./,
	);
	expect(project.marked()).toEqual([]);
	expect(await Promise.all(['1_long', '2_fork', '3_long', '4_rate'].map(story => project.agent(story)))).toMatchObject([
		{status: 'stopped'},
		{status: 'stopped'},
		{status: 'idle'},
		// It would otherwise go on when its window opens.
		{status: 'stopped'},
	]);
});

test.concurrent('run --drain lets running agents finish and starts nothing more', async () => {
	await using project = createProject({
		stories: {'1_long': 'long', '2_next': 'answers'},
		limits: 'max_parallel = 1',
		env: {TOWLINE_FIXTURE_SECONDS: '4'},
	});
	await project.towline('start', '1_long');
	await project.towline('start', '2_next');
	expect(await project.towline('run', '--drain')).toMatchObject({exitCode: 0});
	expect(await project.agent('1_long')).toMatchObject({status: 'completed'});
	expect(await project.agent('2_next')).toMatchObject({status: 'queued'});
});
