import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {selectUsage} from '../../source/core/fleet/selectors.ts';
import {createProject, type TestProject} from './project.ts';

const hasStatus =
	(...statuses: readonly string[]) =>
	({phase}: {phase: {status: string}}) =>
		statuses.includes(phase.status);

function changeConfig(project: TestProject, from: string, to: string): void {
	const file = path.join(project.root, 'towline.toml');
	writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

test.concurrent('agents resume one after the other once the rate limit resets', async () => {
	await using project = createProject({
		stories: {'1_one': 'rate-limited', '2_two': 'rate-limited', '3_new': 'answers'},
		env: {TOWLINE_FIXTURE_RESET_SECONDS: '7'},
	});
	const limited = project.towline('run', '1_one', '2_two');
	await project.untilAgent('1_one', hasStatus('rate-limited'));
	// Nothing new starts while the rate limit is in force.
	const other = project.towline('run', '3_new');
	await project.untilAgent('3_new', hasStatus('queued'));
	expect(await project.agent('1_one')).toMatchObject({
		status: 'rate-limited',
		reason: expect.stringContaining('the five-hour limit resets at'),
		resumesAt: expect.any(String),
	});
	expect((await project.agent('3_new')).reason).toContain('the five-hour limit resets at');
	expect(await limited).toMatchObject({exitCode: 0});
	expect(await other).toMatchObject({exitCode: 0});
	const {agents} = await project.client.readFleet();
	const resumed = Object.values(agents).filter(({name}) => name === 'rate-limited');
	expect(resumed).toMatchObject([{attempts: 2}, {attempts: 2}]);
	const [first = 0, second = 0] = resumed.map(({lastEnd}) => lastEnd?.startedAt ?? 0);
	expect(Math.abs(first - second)).toBeGreaterThan(1500);
});

test.concurrent('with auto_resume off a rate-limited agent waits for a person, who may resume it at any time', async () => {
	await using project = createProject({stories: {'1_one': 'rate-limited'}, limits: 'auto_resume = false'});
	await project.towline('start', '1_one');
	await project.untilAgent('1_one', hasStatus('rate-limited'));
	expect((await project.agent('1_one')).reason).toContain('auto_resume is off');
	expect(await project.towline('resume', '1_one')).toMatchObject({exitCode: 0});
	expect(await project.untilAgent('1_one', hasStatus('completed'))).toMatchObject({attempts: 2});
});

test.concurrent('paid overage is not a rate limit', async () => {
	await using project = createProject({stories: {'1_one': 'rate-limited'}, env: {TOWLINE_FIXTURE_OVERAGE: '1'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	expect(await project.agent('1_one')).toMatchObject({status: 'completed', attempt: 1});
});

test.concurrent('an API retry is shown as a reason, not as a status', async () => {
	await using project = createProject({stories: {'1_one': 'retries'}, env: {TOWLINE_FIXTURE_RETRY_MS: '700'}});
	await project.towline('start', '1_one');
	await project.untilAgent('1_one', ({phase}) => phase.status === 'running' && phase.live.retry !== undefined);
	expect(await project.agent('1_one')).toMatchObject({
		status: 'running',
		reason: expect.stringMatching(/^retry \d of 10, 529 overloaded$/),
	});
	await project.untilAgent('1_one', hasStatus('completed'));
});

test.concurrent('a silent run is ended and can be resumed; one that prints continues', async () => {
	await using project = createProject({
		stories: {'1_quiet': 'silent', '2_long': 'long'},
		limits: 'inactivity_timeout = "1s"',
		env: {TOWLINE_FIXTURE_SECONDS: '3'},
	});
	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	expect(await project.agent('2_long')).toMatchObject({status: 'completed'});
	const quiet = await project.agent('1_quiet');
	expect(quiet).toMatchObject({status: 'failed', reason: 'silent for 1s', exit: {kind: 'killed', by: 'inactivity'}});
	expect(await project.towline('resume', '1_quiet')).toMatchObject({exitCode: 0});
	expect(await project.untilAgent('1_quiet', hasStatus('running'))).toMatchObject({session: quiet.sessionId});
});

test.concurrent('a story stops near its budget with its final cost, and continues with a larger budget', async () => {
	await using project = createProject({stories: {'1_long': 'long'}, limits: 'story_budget_usd = 0.05'});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', hasStatus('stopped'));
	const stopped = await project.agent('1_long');
	expect(stopped.reason).toMatch(/^Story 1_long has spent \$0\.0[56] of \$0\.05/);
	expect(stopped.costIsEstimate).toBe(false);
	expect(stopped.costUsd).toBeLessThan(0.08);
	const {notices} = await project.client.readFleet();
	expect(notices.map(({text}) => text).join('\n')).toMatch(/has spent \$0\.04 of \$0\.05/);
	const held = project.towline('run', '1_long');
	expect((await held).stdout).toContain('its budget is spent');
	changeConfig(project, '0.05', '50');
	expect(await project.towline('resume', '1_long')).toMatchObject({exitCode: 0});
	await project.untilAgent('1_long', hasStatus('running'));
});

test.concurrent('the daily budget stops all agents and the queue until it is raised', async () => {
	await using project = createProject({
		stories: {'1_long': 'long', '2_long': 'long', '3_next': 'answers'},
		limits: 'day_budget_usd = 0.06\nmax_parallel = 2',
	});
	const run = project.towline('run');
	const {pauses} = await project.until(
		({agents}) => Object.values(agents).filter(({lastEnd}) => lastEnd !== undefined).length === 2,
	);
	expect(pauses).toMatchObject([{reason: 'budget', detail: expect.stringContaining('Today has spent')}]);
	expect(await project.agent('3_next')).toMatchObject({status: 'queued', reason: expect.stringContaining('Today')});
	changeConfig(project, 'day_budget_usd = 0.06', 'day_budget_usd = 60');
	await project.untilAgent('3_next', hasStatus('completed'));
	expect(await run).toMatchObject({exitCode: 1});
});

test.concurrent('the cost of an unknown model is estimated with the configured price', async () => {
	await using project = createProject({
		stories: {'1_long': 'long'},
		env: {TOWLINE_FIXTURE_MODEL: 'house-model'},
		more: '[prices."house-model"]\ninput = 1000\noutput = 0\n',
	});
	await project.towline('start', '1_long');
	// 100 tokens of each message, at a thousand dollars a million.
	const agent = await project.untilAgent('1_long', one => (selectUsage(one).usage.costUsd ?? 0) >= 0.3);
	expect(selectUsage(agent)).toMatchObject({isEstimate: true});
});

test.concurrent('killed and resumed runs are counted once', async () => {
	await using project = createProject({stories: {'1_long': 'long', '2_one': 'answers'}});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', one => (selectUsage(one).usage.output ?? 0) > 100);
	await project.towline('kill', '1_long');
	await project.towline('resume', '1_long');
	await project.untilAgent('1_long', one => one.attempts === 2 && one.ledger.length === 2);
	await project.towline('kill', '1_long');
	await project.towline('run', '2_one');
	const {agents} = await project.client.readFleet();
	const shown = Object.values(agents).map(agent => selectUsage(agent).usage);
	const total = shown.reduce((sum, usage) => sum + (usage.costUsd ?? 0), 0);

	for (const by of ['story', 'agent', 'model', 'day']) {
		const {stdout} = await project.towline('cost', '--by', by, '--json');
		const lines: readonly {costUsd: number; costIsEstimate: boolean}[] = JSON.parse(stdout);
		expect(lines.reduce((sum, {costUsd}) => sum + costUsd, 0)).toBeCloseTo(total, 6);
		expect(lines.some(({costIsEstimate}) => costIsEstimate)).toBe(false);
	}

	// Each message of the fixtures costs 0.0059 dollars and has 50 tokens of output.
	const output = shown.reduce((sum, usage) => sum + usage.output, 0);
	expect(total).toBeCloseTo((output / 50) * 0.0059, 6);
});
