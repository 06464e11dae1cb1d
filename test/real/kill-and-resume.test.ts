import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import {isAlive} from '../e2e/project.ts';
import {conversation, expectSameSession, expectWhatWasServed, toCostUsd} from './expectations.ts';
import {claudeVersion} from './install-claude.ts';
import {realTest, useRealProject} from './real-project.ts';
import {answer, bash, text} from './turns.ts';

/** Writes its pid and never ends. It has no `;` or `>`, because a rule allows only a single command. */
const endless = `node -e 'setInterval(Date, 1000, require("fs").writeFileSync("tool.pid", String(process.pid)))'`;
const allowed = '[[permission]]\ntool = "Bash"\nmatch = "node -e *"\ndecision = "allow"\n';

realTest('killed while a tool runs, it still knows the cost and leaves no process; resumed, it finishes', async () => {
	const project = await useRealProject(
		[
			answer([text('I start something long.'), bash(endless)], {input: 1300, output: 70, cacheWrite: 600}),
			answer([text('Then without it.')], {input: 40, output: 13, cacheRead: 1900}),
		],
		allowed,
	);
	const pidFile = path.join(project.root, 'tool.pid');
	await project.towline('start', '1_hello');
	await expect
		.poll(() => (existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : ''), {timeout: 30_000, interval: 250})
		.toMatch(/^\d+$/);
	await project.towline('kill', '1_hello');

	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({
		status: 'stopped',
		exit: {kind: 'killed', by: 'user'},
	});
	expect(isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
	const killed = await project.agent();
	expectWhatWasServed(killed, project.api);

	await project.towline('resume', '1_hello');
	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({status: 'completed', attempt: 2});
	const resumed = await project.agent();
	expect(resumed.sessionId).toBe(killed.sessionId);
	expect(conversation(project.api)).toContain('I start something long.');
	expectWhatWasServed(resumed, project.api);
});

realTest('killed in mid-sentence, its cost is that of the words that were said', async () => {
	const slow = answer([text('slow words '.repeat(200))], {input: 500, output: 700}, 50);
	const project = await useRealProject([slow, answer([text('In short: done.')], {input: 30, output: 6})]);
	await project.towline('start', '1_hello');
	await expect
		.poll(async () => (await project.towline('logs', '1_hello')).stdout, {timeout: 30_000, interval: 250})
		.toContain('slow words');
	await project.towline('kill', '1_hello');
	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({status: 'stopped'});
	const killed = await project.agent();

	// The stream was cut before the API reported the output tokens, so the program estimates them from the text.
	expect(killed.tokens).toMatchObject({input: 500, cacheWrite: 0, cacheRead: 0});
	expect(killed.tokens.output).toBeGreaterThan(1);
	expect(killed.costUsd).toBeCloseTo(toCostUsd(killed.tokens), 9);
	// 2.1.197 reports nothing of a message that was cut off, so the figures are our estimate.
	expect(killed.costIsEstimate).toBe(claudeVersion === '2.1.197');

	await project.towline('resume', '1_hello');
	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({status: 'completed'});
	const resumed = await project.agent();
	expect(resumed.tokens).toEqual({...killed.tokens, input: 530, output: killed.tokens.output + 6});

	// 2.1.197 does not know the price of this model.
	if (claudeVersion !== '2.1.197') {
		expect(resumed.costUsd).toBeCloseTo(toCostUsd(resumed.tokens), 9);
	}

	expectSameSession(resumed, project.api);
});
