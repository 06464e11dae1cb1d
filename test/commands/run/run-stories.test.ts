import {expect, test} from 'vitest';
import {createJsonReporter, createLineReporter} from '../../../source/commands/run/run-reporter.ts';
import {runStories} from '../../../source/commands/run/run-stories.ts';
import type {RunEvent} from '../../../source/core/fleet/agent-event.ts';
import type {RunExit} from '../../../source/core/fleet/run-exit.ts';
import type {AgentId, EpochMs, RunId, SessionId, StoryId} from '../../../source/core/ids.ts';
import {createConnection} from '../../api/connection.ts';
import {project} from '../../helpers/facts.ts';

const first = '1_a:coder' as AgentId;
const second = '2_b:coder' as AgentId;

/** Runs `towline run` on two stories over a test connection; the second may depend on the first. */
async function createRunning(
	options: {readonly after?: readonly string[]; readonly json?: boolean; readonly hasRun?: boolean} = {},
) {
	const connection = await createConnection();
	const {supervisor, client} = connection;
	supervisor.record({type: 'project-configured', project});

	for (const agent of [first, second]) {
		const after = (agent === second ? (options.after ?? []) : []) as readonly StoryId[];
		const story = {title: agent, runtime: 'claude-code', after, priority: 0, budgetUsd: undefined};
		supervisor.record({type: 'story-read', ...story}, {agent});

		if (options.hasRun) {
			supervisor.record(started, {agent, run: 'rbbbbbbbb1' as RunId});
			supervisor.record(ended({kind: 'completed'}), {agent, run: 'rbbbbbbbb1' as RunId});
		}
	}

	const lines: string[] = [];
	const print = async (text: string) => void lines.push(text);
	const stopping = new AbortController();
	const ids = [first, second];
	const done = runStories({
		client,
		agents: Object.values(supervisor.fleet().agents),
		reporter: options.json ? createJsonReporter(ids, client, print) : createLineReporter(ids, print),
		stop: stopping.signal,
	});
	const statusOf = (agent: AgentId) => supervisor.fleet().agents[agent]?.phase.status;
	const runOf = (agent: AgentId, run: string) => (event: RunEvent) =>
		supervisor.record(event, {agent, run: run as RunId});
	return {
		...connection,
		lines,
		stop: () => stopping.abort(),
		done,
		statusOf,
		queued: (agent: AgentId) => expect.poll(() => statusOf(agent)).toBe('queued'),
		runOf,
		/** Plays whole runs, one after the other. */
		bothRun(...events: readonly RunEvent[]) {
			events.forEach(runOf(first, 'raaaaaaaa1'));
			events.forEach(runOf(second, 'raaaaaaaa2'));
		},
	};
}

const started: RunEvent = {
	type: 'run-started',
	attempt: 1,
	intent: {kind: 'start'},
	cwd: '/',
	branch: undefined,
	isUnattended: true,
};
const opened: RunEvent = {
	type: 'session-opened',
	session: 's' as SessionId,
	model: undefined,
	programVersion: undefined,
};
const ended = (exit: RunExit): RunEvent => ({
	type: 'run-ended',
	exit,
	exitCode: undefined,
	signal: undefined,
	swept: 0,
});
const withoutClock = (lines: readonly string[]) => lines.map(line => line.replace(/^\d\d:\d\d:\d\d /, ''));

test('stories are started unattended and followed to their ends; each change is one line', async () => {
	await using running = await createRunning();
	await running.queued(second);
	expect(running.supervisor.commands).toEqual([
		{type: 'start', agent: first, isUnattended: true},
		{type: 'start', agent: second, isUnattended: true},
	]);

	running.bothRun(started, opened, ended({kind: 'completed'}));

	expect((await running.done).hasCompleted).toBe(true);
	expect(withoutClock(running.lines).filter(line => line.startsWith('1_a'))).toEqual([
		expect.stringMatching(/^1_a queued/),
		'1_a starting',
		'1_a running',
		'1_a completed',
	]);
});

test('a retry is waited for, and a final failure is not success', async () => {
	await using running = await createRunning();
	await running.queued(second);
	running.runOf(second, 'raaaaaaaa2')(started);
	running.runOf(second, 'raaaaaaaa2')(ended({kind: 'completed'}));
	const failed = ended({kind: 'failed', exitCode: 1, reason: 'out of luck'});
	running.runOf(first, 'raaaaaaaa1')(started);
	running.runOf(first, 'raaaaaaaa1')(failed);
	running.supervisor.record(
		{
			type: 'run-queued',
			intent: {kind: 'start'},
			cause: {kind: 'retry', attempt: 1, of: 1, reason: 'out of luck'},
			notBefore: (Date.now() + 60_000) as EpochMs,
		},
		{agent: first},
	);
	await expect.poll(() => running.lines.join('\n')).toMatch(/1_a failed: .*out of luck[\s\S]*1_a queued/);
	running.runOf(first, 'raaaaaaaa3')(started);
	running.runOf(first, 'raaaaaaaa3')(failed);
	expect((await running.done).hasCompleted).toBe(false);
});

test('a story whose dependency failed is reported and removed from the queue', async () => {
	await using running = await createRunning({after: ['1_a']});
	await running.queued(second);
	running.runOf(first, 'raaaaaaaa1')(started);
	running.runOf(first, 'raaaaaaaa1')(ended({kind: 'failed', exitCode: 1, reason: 'no'}));
	expect((await running.done).hasCompleted).toBe(false);
	expect(withoutClock(running.lines)).toContainEqual(expect.stringMatching(/^2_b not started: after 1_a/));
	expect(running.statusOf(second)).toBe('idle');
});

test('with JSON a story that cannot start is an event too', async () => {
	await using running = await createRunning({after: ['1_a'], json: true});
	await running.queued(second);
	running.runOf(first, 'raaaaaaaa1')(started);
	running.runOf(first, 'raaaaaaaa1')(ended({kind: 'failed', exitCode: 1, reason: 'no'}));
	expect((await running.done).hasCompleted).toBe(false);
	expect(running.lines.map(line => JSON.parse(line))).toContainEqual({
		at: expect.stringMatching(/^\d{4}-.*Z$/),
		agent: second,
		event: {type: 'run-not-started', reason: expect.stringMatching(/^after 1_a, which is failed/)},
	});
});

test('a completed story that is run again and taken out of the queue has not completed', async () => {
	await using running = await createRunning({hasRun: true});
	await running.queued(second);
	running.stop();
	expect((await running.done).hasCompleted).toBe(false);
	expect(withoutClock(running.lines)).toContain('2_b no longer queued');
	expect(withoutClock(running.lines).join()).not.toContain('completed');
});

test('a completed story that cannot run again is no success', async () => {
	await using running = await createRunning({hasRun: true, after: ['0_missing']});
	await running.queued(first);
	running.runOf(first, 'raaaaaaaa3')(started);
	running.runOf(first, 'raaaaaaaa3')(ended({kind: 'completed'}));
	expect((await running.done).hasCompleted).toBe(false);
	expect(running.statusOf(second)).toBe('completed');
});

test.for([{json: false}, {json: true}])(
	'a paused queue is told once, and when the command is stopped: %o',
	async ({json}) => {
		await using running = await createRunning({json});
		running.supervisor.record({type: 'queue-paused', reason: 'user'});
		await expect.poll(() => running.lines.join('\n')).toMatch(/queue-paused|waiting: the queue is paused/);
		running.stop();
		expect((await running.done).hold).toMatchObject({reason: 'user', stories: 2});
		expect(running.lines.filter(line => /queue-paused|waiting: the queue is paused/.test(line))).toHaveLength(1);
	},
);

test('stopping kills running and queued agents and waits until they have ended', async () => {
	await using running = await createRunning();
	await running.queued(second);
	running.runOf(first, 'raaaaaaaa1')(started);
	running.stop();
	await expect.poll(() => running.statusOf(first)).toBe('stopping');
	await expect.poll(() => running.statusOf(second)).toBe('idle');
	running.runOf(first, 'raaaaaaaa1')(ended({kind: 'killed', by: 'user'}));
	expect((await running.done).hasCompleted).toBe(false);
	expect(withoutClock(running.lines).at(-1)).toMatch(/^1_a stopped/);
});

test('with JSON every event of the runs is printed once, text and facts', async () => {
	await using running = await createRunning({json: true});
	await running.queued(second);

	running.bothRun(started, {type: 'output-streamed', block: 'b', text: 'hello'}, ended({kind: 'completed'}));

	await running.done;
	const events = running.lines.map(line => JSON.parse(line)).filter(({agent}) => agent === first);
	expect(events.map(({event}) => event.type)).toEqual(['run-queued', 'run-started', 'output-streamed', 'run-ended']);
	expect(events.slice(1).every(({run}) => run === 'raaaaaaaa1')).toBe(true);
});
