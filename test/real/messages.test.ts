import {expect} from 'vitest';
import {conversation, expectWhatWasServed} from './expectations.ts';
import {realTest, useRealProject} from './real-project.ts';
import {answer, text} from './turns.ts';

realTest('what a person says while it works is read, answered, and billed once', async () => {
	const slow = answer([text('slow words '.repeat(100))], {input: 500, output: 300}, 50);
	const project = await useRealProject([slow, answer([text('The docs too.')], {input: 30, output: 6})]);
	await project.towline('start', '1_hello');
	await expect
		.poll(async () => (await project.towline('logs', '1_hello')).stdout, {timeout: 30_000, interval: 250})
		.toContain('slow words');
	expect(await project.towline('message', '1_hello', 'Also the docs.')).toMatchObject({exitCode: 0});
	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({status: 'completed', attempt: 1});
	const agent = await project.agent();
	expect(agent.reason).toBeNull();
	expect(conversation(project.api)).toContain('Also the docs.');
	expect((await project.towline('logs', '1_hello')).stdout).toContain('The docs too.');
	expectWhatWasServed(agent, project.api);
});
