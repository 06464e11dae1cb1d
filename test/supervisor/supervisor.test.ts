import {expect, test} from 'vitest';
import {selectUsage} from '../../source/core/fleet/selectors.ts';
import {openSupervisorBench} from './bench.ts';

test('a story is worked on from its start to its end', async () => {
	await using bench = await openSupervisorBench({stories: {'1_first': 'answers'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_first')});
	await bench.until(() => bench.agent('1_first').phase.status === 'completed');
	const agent = bench.agent('1_first');
	expect(agent).toMatchObject({attempts: 1, model: 'claude-opus-5-5', session: expect.any(String)});
	expect(selectUsage(agent)).toMatchObject({isEstimate: false, usage: {costUsd: expect.any(Number)}});
	const types = bench.eventsOf('1_first').map(({event}) => event.type);
	expect(types.slice(0, 3)).toEqual(['run-queued', 'run-started', 'process-started']);
	expect(types).toContain('session-opened');
	expect(types.at(-1)).toBe('run-ended');
	expect(bench.faults).toEqual([]);
});

test('the positions of a run are dense, and so are the numbers of the facts', async () => {
	await using bench = await openSupervisorBench({stories: {'1_first': 'answers'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_first')});
	await bench.until(() => bench.agent('1_first').phase.status === 'completed');
	const ofRun = bench.eventsOf('1_first').filter(({run}) => run !== undefined);
	expect(ofRun.map(({position}) => position)).toEqual(ofRun.map((_, index) => index));
	const facts = bench.supervisor.readFacts(0, 1000);
	expect(facts.map(({seq}) => seq)).toEqual(facts.map((_, index) => index + 1));
});

test('a permission stays pending until it is answered, and the answer reaches the agent', async () => {
	await using bench = await openSupervisorBench({stories: {'1_ask': 'asks'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_ask')});
	await bench.until(() => bench.agent('1_ask').phase.status === 'needs-input');
	const {phase} = bench.agent('1_ask');
	const permission = phase.status === 'needs-input' ? phase.live.permissions[0] : undefined;
	await bench.supervisor.execute({
		type: 'answer',
		agent: bench.id('1_ask'),
		requestId: permission?.requestId ?? '',
		decision: {kind: 'allow'},
	});
	await bench.until(() => bench.agent('1_ask').phase.status === 'completed');
});

test('permissions of an unattended run are denied at once', async () => {
	await using bench = await openSupervisorBench({stories: {'1_ask': 'asks'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_ask'), isUnattended: true});
	await bench.until(() => bench.agent('1_ask').lastEnd !== undefined);
	const answers = bench.eventsOf('1_ask').map(({event}) => event);
	expect(answers).toContainEqual(
		expect.objectContaining({type: 'permission-answered', decision: 'deny', by: 'unattended'}),
	);
});

test('a killed run ends as stopped, with the cost reported after the interrupt, and its session can be resumed', async () => {
	await using bench = await openSupervisorBench({stories: {'1_long': 'long'}});
	const agent = bench.id('1_long');
	await bench.supervisor.execute({type: 'start', agent});
	await bench.until(
		() =>
			bench.agent('1_long').phase.status === 'running' &&
			bench.eventsOf('1_long').some(({event}) => event.type === 'output-streamed'),
	);
	await bench.supervisor.execute({type: 'kill', agent});
	await bench.until(() => bench.agent('1_long').phase.status === 'stopped');
	const {session} = bench.agent('1_long');
	expect(bench.agent('1_long').ledger).toMatchObject([{isEstimate: false}]);
	await bench.supervisor.execute({type: 'resume', agent});
	await bench.until(() => bench.agent('1_long').phase.status === 'running');
	expect(bench.agent('1_long')).toMatchObject({attempts: 2, session});
});

test('a run with a missing program fails with that reason and is not retried', async () => {
	await using bench = await openSupervisorBench({
		stories: {'1_none': 'nobody'},
		commands: {nobody: 'no-such-program'},
	});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_none')});
	await bench.until(() => bench.agent('1_none').phase.status === 'failed');
	expect(bench.agent('1_none').lastEnd?.exit).toMatchObject({
		kind: 'failed',
		reason: expect.stringContaining('no-such-program'),
	});
	expect(bench.agent('1_none').attempts).toBe(1);
});

test('a run that dies before it opens a session is retried at once, three times', async () => {
	await using bench = await openSupervisorBench({stories: {'1_dead': 'stillborn'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_dead')});
	await bench.until(() => bench.agent('1_dead').phase.status === 'failed' && bench.agent('1_dead').attempts === 4);
	expect(bench.agent('1_dead').lastEnd?.exit).toMatchObject({kind: 'stillborn', exitCode: 3});
});

test('a failed run waits for its retry', async () => {
	await using bench = await openSupervisorBench({stories: {'1_fail': 'fails'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_fail')});
	await bench.until(() => bench.agent('1_fail').attempts === 1 && bench.agent('1_fail').phase.status === 'queued');
	expect(bench.agent('1_fail').phase).toMatchObject({
		cause: {kind: 'retry', attempt: 1, of: 2},
		intent: {kind: 'resume'},
	});
});

test('without retries a run fails with its reason', async () => {
	await using bench = await openSupervisorBench({stories: {'1_fail': 'fails'}, limits: 'max_retries = 0'});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_fail')});
	await bench.until(() => bench.agent('1_fail').phase.status === 'failed');
	expect(bench.agent('1_fail').lastEnd?.exit).toMatchObject({kind: 'failed', reason: expect.stringMatching(/\w/)});
});

test('a run that meets a closed window is rate-limited until the window opens', async () => {
	await using bench = await openSupervisorBench({stories: {'1_rate': 'rate-limited'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_rate')});
	await bench.until(() => bench.agent('1_rate').phase.status === 'rate-limited');
	expect(bench.supervisor.isIdle()).toBe(false);
	expect(Object.values(bench.supervisor.fleet().limits)).toMatchObject([{limit: {status: 'rejected'}}]);
});

// The interrupt comes first; a silent program ignores it, which takes five seconds.
test('a silent run is ended and can be resumed', async () => {
	await using bench = await openSupervisorBench({
		stories: {'1_quiet': 'silent'},
		limits: 'inactivity_timeout = "1s"\nmax_retries = 0',
	});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_quiet')});
	await bench.until(() => bench.agent('1_quiet').phase.status === 'failed');
	expect(bench.agent('1_quiet').lastEnd?.exit).toEqual({kind: 'killed', by: 'inactivity', reason: 'silent for 1s'});
	expect(bench.agent('1_quiet').session).toBeDefined();
});

test('a second start of a running agent is refused', async () => {
	await using bench = await openSupervisorBench({stories: {'1_long': 'long'}});
	const start = {type: 'start', agent: bench.id('1_long')} as const;
	await bench.supervisor.execute(start);
	await expect(bench.supervisor.execute(start)).rejects.toMatchObject({code: 'ALREADY_LIVE'});
});

test('a message reaches the running agent and is recorded as delivered', async () => {
	await using bench = await openSupervisorBench({stories: {'1_long': 'long'}, env: {TOWLINE_FIXTURE_SECONDS: '1'}});
	const agent = bench.id('1_long');
	await bench.supervisor.execute({type: 'start', agent});
	await bench.until(() => bench.agent('1_long').phase.status === 'running');
	await bench.supervisor.execute({type: 'message', agent, text: 'also the docs'});
	await bench.until(() => bench.agent('1_long').phase.status === 'completed');
	const delivered = bench.eventsOf('1_long').filter(({event}) => event.type === 'message-delivered');
	expect(delivered).toHaveLength(2); // The prompt and the message.
});

test('a grandchild that left its session and forked twice is ended with its run', async () => {
	await using bench = await openSupervisorBench({stories: {'1_fork': 'double-fork'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_fork')});
	await bench.until(() => bench.agent('1_fork').phase.status === 'running');
	await bench.supervisor.execute({type: 'kill', agent: bench.id('1_fork')});
	await bench.until(() => bench.agent('1_fork').lastEnd !== undefined);
	expect(bench.agent('1_fork').lastEnd?.swept).toBeGreaterThan(0);
});

test('two commands at once: one starts it, the other is refused', async () => {
	await using bench = await openSupervisorBench({stories: {'1_long': 'long'}});
	const start = {type: 'start', agent: bench.id('1_long')} as const;
	const outcomes = await Promise.allSettled([bench.supervisor.execute(start), bench.supervisor.execute(start)]);
	expect(outcomes.map(({status}) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect(bench.eventsOf('1_long').filter(({event}) => event.type === 'run-started')).toHaveLength(1);
});

test('shutting down during the start of a run ends the run, also when requested twice', async () => {
	const bench = await openSupervisorBench({
		stories: {'1_long': 'long', '2_next': 'answers'},
		limits: 'max_parallel = 1',
	});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_long')});
	await bench.supervisor.execute({type: 'start', agent: bench.id('2_next')});
	const downs = [bench.supervisor.shutDown({keep: false}), bench.supervisor.shutDown({keep: false})];
	await expect(bench.supervisor.execute({type: 'start', agent: bench.id('2_next')})).rejects.toMatchObject({
		code: 'SUPERVISOR_GONE',
	});
	await Promise.all(downs);
	expect(bench.agent('1_long').lastEnd?.exit).toMatchObject({kind: 'killed', by: 'shutdown'});
	expect(bench.agent('2_next').phase.status).toBe('idle');
	expect(bench.faults).toEqual([]);
	await bench[Symbol.asyncDispose]();
});

test('the resources of a run are known until it ends', async () => {
	await using bench = await openSupervisorBench({stories: {'1_long': 'long'}});
	await bench.supervisor.execute({type: 'start', agent: bench.id('1_long')});
	await bench.until(() => bench.agent('1_long').phase.status === 'running');
	const {phase} = bench.agent('1_long');
	const run = phase.status === 'running' ? phase.live.run : undefined;
	await expect
		.poll(() => Object.entries(bench.supervisor.resources()))
		.toEqual([[run, expect.objectContaining({processes: expect.any(Number), rssBytes: expect.any(Number)})]]);
	await bench.supervisor.execute({type: 'kill', agent: bench.id('1_long')});
	await bench.until(() => bench.agent('1_long').phase.status === 'stopped');
	await expect.poll(() => bench.supervisor.resources()).toEqual({});
	await expect(bench.supervisor.readDiff(bench.id('1_long'))).rejects.toMatchObject({code: 'WORKTREE_FAILED'});
});

test.for(['binary', 'no-newline', 'cut-frame', 'constructor', 'escapes'])(
	'output of the kind %s breaks nothing, and no control character is recorded',
	async name => {
		await using bench = await openSupervisorBench({stories: {'1_bad': name}, limits: 'max_retries = 0'});
		await bench.supervisor.execute({type: 'start', agent: bench.id('1_bad')});
		await bench.until(
			() => bench.agent('1_bad').lastEnd !== undefined && bench.agent('1_bad').phase.status !== 'queued',
		);
		const shown = bench.eventsOf('1_bad').filter(({event}) => event.type !== 'frame-kept');
		expect(JSON.stringify(shown)).not.toMatch(/\\u00(?:[01][0-8b-f]|1b|7f|8|9)/i);
		expect(bench.faults).toEqual([]);
	},
);
