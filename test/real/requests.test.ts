import path from 'node:path';
import {expect} from 'vitest';
import {toolResults} from './expectations.ts';
import {type RealProject, realTest, useRealProject} from './real-project.ts';
import {answer, bash, text, use} from './turns.ts';

const soon = {timeout: 60_000, interval: 250};
const done = answer([text('That is all.')], {input: 1100, output: 9});

/** Starts the story, and resolves once its agent asks for something. */
async function startAndWait(project: RealProject): Promise<void> {
	await project.towline('start', '1_hello');
	await expect.poll(project.agent, soon).toMatchObject({status: 'needs-input'});
}

async function completes(project: RealProject): Promise<void> {
	await expect.poll(project.agent, soon).toMatchObject({status: 'completed', permission: null});
}

realTest('a command that was edited is the one that runs, and the one that the log names', async () => {
	const project = await useRealProject([answer([bash("node -e 'console.log(1)'")]), done]);
	await startAndWait(project);
	await project.towline('answer', '1', 'allow', '--edit', "node -e 'console.log(6 * 7)'");
	await completes(project);
	expect(toolResults(project.api)).toEqual([{content: '42', isError: false}]);
	const {stdout} = await project.towline('logs', '1');
	expect(stdout).toContain("allowed by you, edited to: node -e 'console.log(6 * 7)'");
	expect(stdout).toContain("▸ Bash node -e 'console.log(6 * 7)'");
});

realTest('a question is shown whole and answered from a script', async () => {
	const questions = [
		{
			question: 'Which colour?',
			header: 'Colour',
			multiSelect: false,
			options: [
				{label: 'Red', description: 'old'},
				{label: 'Blue', description: 'new'},
			],
		},
		{
			question: 'Which parts?',
			header: 'Parts',
			multiSelect: true,
			options: [
				{label: 'A', description: ''},
				{label: 'B', description: ''},
			],
		},
	];
	const rule = '[[permission]]\ntool = "*"\ndecision = "allow"\n';
	const project = await useRealProject([answer([use('AskUserQuestion', {questions})]), done], rule);
	await startAndWait(project);
	const {stdout} = await project.towline('answer', '1');
	expect(stdout).toContain('Colour: Which colour?\n    1 Red old\n    2 Blue new\n  Parts: Which parts? (several)');
	expect((await project.towline('answer', '1', 'allow')).exitCode).not.toBe(0);
	await project.towline('answer', '1', '--choose', '2', '1,2');
	await completes(project);
	expect(toolResults(project.api)).toMatchObject([
		{content: expect.stringContaining('"Which colour?"="Blue", "Which parts?"="A, B"')},
	]);
});

realTest('a plan that is approved with --always lets the agent edit files', async () => {
	const script = [
		answer([use('ExitPlanMode', {plan: '# Plan'})]),
		answer([use('Write', {file_path: 'made.txt', content: 'x\n'})]),
		done,
	];
	const project = await useRealProject(script, '', ['--permission-mode', 'plan']);
	await startAndWait(project);
	expect((await project.towline('answer', '1')).stdout).toContain('allow --always');
	await project.towline('answer', '1', 'allow', '--always');
	await completes(project);
	expect(toolResults(project.api).at(-1)).toMatchObject({content: expect.stringContaining('File created')});
});

const mcp = {mcpServers: {asker: {command: process.execPath, args: [path.join(import.meta.dirname, 'mcp-asker.js')]}}};
const allowAsk = '[[permission]]\ntool = "mcp__asker__ask"\ndecision = "allow"\n';
const askForm = [answer([use('mcp__asker__ask', {})]), done];

realTest('the form of an MCP server is filled in by a person', async () => {
	const project = await useRealProject(askForm, allowAsk, ['--mcp-config', JSON.stringify(mcp)]);
	await startAndWait(project);
	await project.towline('answer', '1', '--text', 'Ann', '42');
	await completes(project);
	expect(toolResults(project.api)).toMatchObject([
		{content: expect.stringContaining('{"action":"accept","content":{"name":"Ann","age":42}}')},
	]);
});

realTest('nobody fills it in in an unattended run: it is declined', async () => {
	const project = await useRealProject(askForm, allowAsk, ['--mcp-config', JSON.stringify(mcp)]);
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	expect(toolResults(project.api)).toMatchObject([{content: expect.stringContaining('{"action":"decline"}')}]);
});

realTest('a local command as message does not keep the run waiting', async () => {
	const project = await useRealProject([answer([bash("node -e 'console.log(1)'")]), done]);
	await startAndWait(project);
	await project.towline('message', '1', '/help');
	await project.towline('answer', '1', 'allow');
	await completes(project);
});

realTest('a prompt that a hook refuses fails, and says why', async () => {
	const hooks = {UserPromptSubmit: [{hooks: [{type: 'command', command: 'echo not today >&2; exit 2'}]}]};
	const project = await useRealProject([done], '', ['--settings', JSON.stringify({hooks})]);
	expect(await project.towline('run')).toMatchObject({exitCode: 1});
	expect(await project.agent()).toMatchObject({status: 'failed', reason: expect.stringContaining('not today')});
});

realTest('a server that the agent left is named, ended after the limit, and the run is completed', async () => {
	const server = use('Bash', {command: 'sleep 600', description: 'shop server', run_in_background: true});
	const project = await useRealProject([answer([server]), done]);
	await project.towline('start', '1_hello');
	await expect
		.poll(project.agent, soon)
		.toMatchObject({status: 'running', reason: expect.stringContaining('still in the background: shop server')});
	await expect
		.poll(project.agent, soon)
		.toMatchObject({status: 'completed', reason: expect.stringContaining('shop server')});
});
