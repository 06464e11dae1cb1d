import {expect} from 'vitest';
import {toAgentId, toStoryId} from '../../source/core/ids.ts';
import {expectWhatWasServed, toolResults} from './expectations.ts';
import {realTest, useRealProject} from './real-project.ts';
import {answer, bash, text} from './turns.ts';

/** A command that the program does not allow by itself. */
const command = "node -e 'console.log(6 * 7)'";
const script = [
	answer([text('I compute.'), bash(command)], {input: 900}),
	answer([text('That is all.')], {input: 1100, output: 9}),
];
const coder = toAgentId(toStoryId('1_hello'), 'coder');

realTest('a headless run denies what nobody can allow, and the agent goes on without it', async () => {
	const project = await useRealProject(script);
	const {exitCode} = await project.towline('run');
	const agent = await project.agent();

	expect(exitCode).toBe(0);
	expect(toolResults(project.api)).toEqual([{content: expect.stringContaining('Nobody is watching'), isError: true}]);
	expect(agent.status).toBe('completed');
	expectWhatWasServed(agent, project.api);
});

realTest("the project's rule allows it without asking anybody", async () => {
	const rule = '[[permission]]\ntool = "Bash"\nmatch = "node -e *"\ndecision = "allow"\n';
	const project = await useRealProject(script, rule);
	const {exitCode} = await project.towline('run');

	expect(exitCode).toBe(0);
	expect(toolResults(project.api)).toEqual([{content: '42', isError: false}]);
	expectWhatWasServed(await project.agent(), project.api);
});

realTest('a person is asked, allows it, and the tool runs', async () => {
	const project = await useRealProject(script);
	await project.towline('start', '1_hello');
	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({status: 'needs-input'});
	const {permission} = await project.agent();
	expect(permission).toMatchObject({tool: 'Bash', summary: command});

	const requestId = permission?.requestId ?? '';
	await project.client.send({type: 'answer', agent: coder, requestId, decision: {kind: 'allow'}});
	await expect
		.poll(project.agent, {timeout: 30_000, interval: 250})
		.toMatchObject({status: 'completed', permission: null});
	expect(toolResults(project.api)).toEqual([{content: '42', isError: false}]);
	expectWhatWasServed(await project.agent(), project.api);
});

realTest('a person is asked, denies it with a reason, and the agent reads the reason', async () => {
	const project = await useRealProject(script);
	await project.towline('start', '1_hello');
	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({status: 'needs-input'});

	const requestId = (await project.agent()).permission?.requestId ?? '';
	const decision = {kind: 'deny', message: 'Compute it in your head.'} as const;
	await project.client.send({type: 'answer', agent: coder, requestId, decision});
	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({status: 'completed'});
	expect(toolResults(project.api)).toEqual([{content: 'Compute it in your head.', isError: true}]);
	expectWhatWasServed(await project.agent(), project.api);
});
