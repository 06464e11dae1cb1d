import {expect} from 'vitest';
import {conversation} from './expectations.ts';
import {realTest, useRealProject} from './real-project.ts';
import {answer, text} from './turns.ts';

const patience = {timeout: 60_000, interval: 250};

realTest('an interrupted turn keeps its program and session, and a message begins the next turn', async () => {
	const slow = answer([text('slow words '.repeat(400))], {input: 500, output: 300}, 50);
	const project = await useRealProject([slow, answer([text('The docs instead.')], {input: 30, output: 6})]);
	await project.towline('start', '1_hello');
	await expect.poll(async () => (await project.towline('logs', '1_hello')).stdout, patience).toContain('slow words');
	expect(await project.towline('interrupt', '1_hello')).toMatchObject({exitCode: 0});
	await expect
		.poll(project.agent, patience)
		.toMatchObject({status: 'running', attempt: 1, reason: 'interrupted by you; m sends a message'});
	const {sessionId} = await project.agent();

	expect(await project.towline('message', '1_hello', 'Only the docs.')).toMatchObject({exitCode: 0});
	await expect.poll(project.agent, patience).toMatchObject({status: 'completed', attempt: 1, sessionId});
	expect(conversation(project.api)).toContain('Only the docs.');
	expect((await project.towline('logs', '1_hello')).stdout).toContain('The docs instead.');
});
