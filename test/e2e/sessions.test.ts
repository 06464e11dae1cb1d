import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {liveRun} from '../../source/core/fleet/agent.ts';
import type {AgentId} from '../../source/core/ids.ts';
import {createProject} from './project.ts';

const hasStatus =
	(...statuses: readonly string[]) =>
	({phase}: {phase: {status: string}}) =>
		statuses.includes(phase.status);

test.concurrent('a session is resumed with a message', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	const {sessionId} = await project.agent('1_one');
	expect(await project.towline('resume', '1_one', '-m', 'Now the docs.')).toMatchObject({exitCode: 0});
	await project.untilAgent('1_one', ({attempts, phase}) => attempts === 2 && phase.status === 'completed');
	expect(await project.agent('1_one')).toMatchObject({sessionId, attempt: 2});
	expect((await project.towline('logs', '1_one')).stdout).toContain('Done: Now the docs.');
});

test.concurrent('a session that another program has open is resumed only by force', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	const {sessionId} = await project.agent('1_one');
	const folder = path.join(project.root, '.claude/sessions');
	mkdirSync(folder, {recursive: true});
	writeFileSync(path.join(folder, `${process.pid}.json`), JSON.stringify({pid: process.pid, sessionId}));

	const refused = await project.towline('resume', '1_one');
	expect(refused.exitCode).toBe(1);
	expect(refused.stderr).toContain(`is open in another Claude Code (process ${process.pid}).`);
	expect(refused.stderr).toContain('towline resume 1_one --force');
	expect(await project.agent('1_one')).toMatchObject({status: 'completed', attempt: 1});

	expect(await project.towline('resume', '1_one', '--force')).toMatchObject({exitCode: 0});
	await project.untilAgent('1_one', ({attempts, phase}) => attempts === 2 && phase.status === 'completed');
});

test.concurrent('a queued agent whose session was opened meanwhile does not resume it', async () => {
	await using project = createProject({stories: {'1_one': 'answers'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	const {id, sessionId} = await project.agent('1_one');
	await project.client.send({type: 'pause'});
	await project.client.send({type: 'resume', agent: id as AgentId});
	const folder = path.join(project.root, '.claude/sessions');
	mkdirSync(folder, {recursive: true});
	writeFileSync(path.join(folder, `${process.pid}.json`), JSON.stringify({pid: process.pid, sessionId}));

	await project.client.send({type: 'unpause'});
	await project.untilAgent('1_one', ({attempts, phase}) => attempts === 2 && phase.status === 'failed');
	expect((await project.agent('1_one')).reason).toContain(
		`is open in another Claude Code (process ${process.pid}). End it there first.`,
	);
});

test.concurrent('a missing session is reported, and the story restarts once with the message', async () => {
	await using project = createProject({stories: {'1_one': 'session-gone'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	const before = await project.agent('1_one');
	await project.towline('resume', '1_one', '-m', 'Mind the tests.');
	await project.untilAgent('1_one', ({attempts, phase}) => attempts === 3 && phase.status === 'completed');
	const after = await project.agent('1_one');
	expect(after.reason).toBe('its session no longer exists, so it started a new one');
	expect(after.sessionId).not.toBe(before.sessionId);
	const {stdout} = await project.towline('logs', '1_one');
	expect(stdout).toContain('Do what 1_one says.');
	expect(stdout).toContain('Mind the tests.');
});

test.concurrent('a run that dies before it opens a session is repeated three times without counting as a retry', async () => {
	await using project = createProject({stories: {'1_dead': 'stillborn'}, limits: 'max_retries = 0'});
	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	expect(await project.agent('1_dead')).toMatchObject({
		status: 'failed',
		attempt: 4,
		reason: expect.stringContaining('the configuration cannot be read'),
	});
});

test.concurrent('a program that is too old is named, and not tried again', async () => {
	await using project = createProject({stories: {'1_old': 'too-old'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	expect(await project.agent('1_old')).toMatchObject({
		status: 'failed',
		attempt: 1,
		reason: expect.stringMatching(/^Claude Code 2\.1\.50 is too old: Towline needs 2\.1\.\d+ or later\. Update it/),
	});
	const {stdout, exitCode} = await project.towline('doctor');
	expect(exitCode).toBe(1);
	expect(stdout).toMatch(/✗ agent too-old +Claude Code 2\.1\.50 is too old/);
});

test.concurrent('a failed run is retried after a delay, and fails after the last retry', async () => {
	await using project = createProject({stories: {'1_fails': 'fails'}, limits: 'max_retries = 1'});
	const run = project.towline('run');
	await project.untilAgent('1_fails', ({attempts, phase}) => attempts === 1 && phase.status === 'queued');
	expect(await project.agent('1_fails')).toMatchObject({
		status: 'queued',
		reason: expect.stringMatching(/^retry 1 of 1 in .*: API Error: 500/),
	});
	expect(await run).toMatchObject({exitCode: 1});
	expect(await project.agent('1_fails')).toMatchObject({status: 'failed', attempt: 2});
});

test.concurrent('an agent that is not logged in names the login command and is not retried', async () => {
	await using project = createProject({stories: {'1_one': 'not-logged-in'}});
	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	expect(await project.agent('1_one')).toMatchObject({
		status: 'failed',
		attempt: 1,
		reason: expect.stringMatching(/Invalid API key.*Run `claude` once and type \/login/),
	});
});

test.concurrent('a crashed run says how many commits it left', async () => {
	await using project = createProject({
		stories: {'1_half': 'commits-and-dies'},
		worktrees: true,
		limits: 'max_retries = 0',
	});
	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	expect(await project.agent('1_half')).toMatchObject({
		status: 'failed',
		reason: expect.stringMatching(/^ended by signal 9.*; left 1 new commit$/),
		changes: {files: 1, added: 1, removed: 0, commits: 1},
	});
});

test.concurrent('a message reaches a running agent and one that is being prepared', async ({expect}) => {
	await using project = createProject({
		stories: {'1_long': 'long'},
		worktrees: true,
		worktree: 'setup = ["until test -e go; do sleep 0.05; done"]',
		env: {TOWLINE_FIXTURE_SECONDS: '1'},
	});
	await project.towline('start', '1_long');
	await project.untilAgent('1_long', hasStatus('starting'));
	expect(await project.towline('message', '1_long', 'one', 'more')).toMatchObject({exitCode: 0});
	const {cwd} = await project.untilAgent('1_long', agent => (liveRun(agent)?.undelivered.length ?? 0) === 1);
	await expect.poll(() => tryTo(() => writeFileSync(`${cwd}/go`, ''))).toBe(true);
	await project.untilAgent('1_long', hasStatus('running'));
	const agent = await project.untilAgent('1_long', hasStatus('completed', 'failed'));
	expect(agent).toMatchObject({phase: {status: 'completed'}, attempts: 1});
	expect((await project.towline('logs', '1_long')).stdout).toContain('one more');
});

function tryTo(act: () => void): boolean {
	try {
		act();
		return true;
	} catch {
		return false;
	}
}
