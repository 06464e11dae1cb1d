import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {Frame} from '../../../source/stream/parse-frame.ts';
import {allow, deny, interruptWhen, lastFrame, runDemoAgent, useDemoProject} from '../run-demo-agent.ts';

test('completes a story with edits, tests and a commit that are real', async () => {
	const project = await useDemoProject();
	const run = await runDemoAgent({project, says: 'You work on story 41_cart-totals'});

	expect(run.exitCode).toBe(0);
	expect(lastFrame(run, 'result')).toMatchObject({subtype: 'success', is_error: false, terminal_reason: 'completed'});
	expect(readFileSync(path.join(project.root, 'src/cart.js'), 'utf8')).toContain('Rounded once');
	expect(git(project.root, 'log', '--format=%s', '-1')).toBe('Round cart totals once');
	expect(git(project.root, 'status', '--short')).toBe('');
	expect(run.frames.filter(frame => frame.subtype === 'api_retry')).toHaveLength(2);
	expect(toolErrors(run.frames)).toEqual([]);
});

test('repeats a message as its receipt, with the same uuid', async () => {
	const project = await useDemoProject();
	const {frames} = await runDemoAgent({project, says: '44_flaky-stock-test'});
	expect(frames.find(frame => frame.isReplay === true)).toMatchObject({uuid: 'prompt-1'});
});

test('asks before it pushes, and pushes when it is allowed', async () => {
	const project = await useDemoProject();
	const run = await runDemoAgent({project, says: '43_release-notes', reply: allow});

	expect(run.frames.filter(frame => frame.type === 'control_request')).toMatchObject([
		{request: {subtype: 'can_use_tool', tool_name: 'Bash', input: {command: 'git push origin HEAD:release/1.5.0'}}},
	]);
	expect(git(project.root, 'ls-remote', 'origin')).toContain('refs/heads/release/1.5.0');
	expect(lastFrame(run, 'result')).toMatchObject({is_error: false, permission_denials: []});
});

test('goes on without pushing when it is denied', async () => {
	const project = await useDemoProject();
	const run = await runDemoAgent({project, says: '43_release-notes', reply: deny});

	expect(git(project.root, 'ls-remote', 'origin')).toBe('');
	expect(lastFrame(run, 'result')).toMatchObject({is_error: false, permission_denials: [{tool_name: 'Bash'}]});
});

test('cancels its permission request when it is interrupted', async () => {
	const project = await useDemoProject();
	const reply = interruptWhen(frame => frame.type === 'control_request');
	const run = await runDemoAgent({project, says: '43_release-notes', reply});

	expect(run.frames.some(frame => frame.type === 'control_cancel_request')).toBe(true);
	expect(lastFrame(run, 'result')).toMatchObject({subtype: 'error_during_execution', terminal_reason: 'aborted_tools'});
});

test('fails like a real API error: subtype success with is_error', async () => {
	const project = await useDemoProject();
	const run = await runDemoAgent({project, says: '44_flaky-stock-test'});

	expect(run.exitCode).toBe(1);
	expect(lastFrame(run, 'result')).toMatchObject({subtype: 'success', is_error: true, api_error_status: 400});
});

test('an interrupt ends the turn with its cost; the resumed session keeps the total', async () => {
	const project = await useDemoProject();
	const reply = interruptWhen(frame => frame.type === 'assistant');
	const killed = await runDemoAgent({project, says: '41_cart-totals', reply});
	const first = lastFrame(killed, 'result');
	const resume = String(first.session_id);
	const resumed = await runDemoAgent({project, says: 'Go on.', resume});
	const second = lastFrame(resumed, 'result');

	expect(killed.exitCode).toBe(1);
	expect(first).toMatchObject({subtype: 'error_during_execution', is_error: true});
	expect(first.total_cost_usd).toBeGreaterThan(0);
	expect(second).toMatchObject({session_id: resume, is_error: false});
	expect(second.total_cost_usd).toBeCloseTo(Number(first.total_cost_usd) + ownCost(second), 9);
});

test('the total includes a run that was killed without a result', async () => {
	const project = await useDemoProject();
	const isAnswered = (frame: Frame) => frame.type === 'rate_limit_event';
	const signal = {name: 'SIGKILL', when: isAnswered} as const;
	const killed = await runDemoAgent({project, says: '41_cart-totals', signal});
	const resumed = await runDemoAgent({project, says: 'Go on.', resume: String(killed.frames[1]?.session_id)});
	const result = lastFrame(resumed, 'result');

	expect(killed.frames.some(frame => frame.type === 'result')).toBe(false);
	expect(result.total_cost_usd).toBeGreaterThan(ownCost(result));
});

test('SIGTERM ends it at once, without a result', async () => {
	const project = await useDemoProject();
	const isBuilding = (frame: Frame) => JSON.stringify(frame).includes('"name":"Bash","input":{"command":"node scripts');
	const run = await runDemoAgent({
		project,
		says: '45_search-ranking',
		signal: {name: 'SIGTERM', when: frame => frame.type === 'assistant' && isBuilding(frame)},
		speed: 20,
	});

	expect(run.exitCode).toBe(143);
	expect(run.frames.some(frame => frame.type === 'result')).toBe(false);
});

test('is rejected until its rate limit resets, then finishes', async () => {
	const project = await useDemoProject();
	const rejected = await runDemoAgent({project, says: '46_receipt-mail'});
	const resume = String(lastFrame(rejected, 'result').session_id);

	expect(rejected.exitCode).toBe(1);
	expect(lastFrame(rejected, 'rate_limit_event')).toMatchObject({
		rate_limit_info: {status: 'rejected', rateLimitType: 'five_hour', isUsingOverage: false},
	});
	await expect.poll(async () => (await runDemoAgent({project, says: 'Go on.', resume})).exitCode).toBe(0);
});

test('reports an unknown session like the real program', async () => {
	const project = await useDemoProject();
	const resume = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
	const run = await runDemoAgent({project, says: 'Go on.', resume});

	expect(run.exitCode).toBe(1);
	expect(run.stderr).toBe(`No conversation found with session ID: ${resume}\n`);
	expect(run.frames).toMatchObject([{type: 'result', session_id: resume, is_error: true, num_turns: 0}]);
});

test('a session id is never used as a path', async () => {
	const project = await useDemoProject();
	const run = await runDemoAgent({project, says: 'Go on.', resume: '../../shop/package'});
	expect(run.exitCode).toBe(1);
});

test('plays the general script for a story without its own', async () => {
	const project = await useDemoProject();
	const run = await runDemoAgent({project, says: 'You work on story 99_my-own: try it'});
	expect(lastFrame(run, 'result')).toMatchObject({is_error: false});
});

function git(cwd: string, ...args: string[]): string {
	return execFileSync('git', args, {cwd, encoding: 'utf8'}).trim();
}

/** The cost of the process itself, in US dollars. */
function ownCost(result: Frame): number {
	const models = Object.values(result.model_usage_since_last_result ?? {});
	return models.reduce((sum: number, {costUSD}: {costUSD: number}) => sum + costUSD, 0);
}

function toolErrors(frames: readonly Frame[]): readonly Frame[] {
	return frames.filter(frame => frame.type === 'user' && JSON.stringify(frame).includes('"is_error":true'));
}
