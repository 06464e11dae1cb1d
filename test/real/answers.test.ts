import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import {expectWhatWasServed, toolResults} from './expectations.ts';
import {model, realTest, useRealProject} from './real-project.ts';
import {answer, bash, text} from './turns.ts';

realTest('an answer in words completes the story, with the session, tokens and cost that were served', async () => {
	const thinking = {type: 'thinking', text: 'They want a greeting.'} as const;
	const usage = {input: 1200, output: 61, cacheWrite: 800, cacheRead: 300};
	const project = await useRealProject([answer([thinking, text('Hello, **shop**.')], usage)]);
	const {exitCode, stdout} = await project.towline('run');
	const agent = await project.agent();

	expect({exitCode, stdout}).toMatchObject({exitCode: 0, stdout: expect.stringContaining('completed')});
	expect(agent).toMatchObject({status: 'completed', model, attempt: 1, exit: {kind: 'completed'}});
	expectWhatWasServed(agent, project.api);
	const {stdout: log} = await project.towline('logs', '1_hello');
	expect(log).toContain('They want a greeting.');
	expect(log).toContain('Hello, **shop**.');
});

realTest('a tool runs where the story is, and every request is billed once', async () => {
	const project = await useRealProject([
		answer([text('I write a file.'), bash('echo hello > hello.txt && cat hello.txt')], {cacheWrite: 4000}),
		answer([text('It is written.')], {input: 7, output: 11, cacheRead: 5000}),
	]);
	const {exitCode} = await project.towline('run', '1_hello');

	expect(exitCode).toBe(0);
	expect(readFileSync(path.join(project.root, 'hello.txt'), 'utf8')).toBe('hello\n');
	expect(toolResults(project.api)).toEqual([{content: 'hello', isError: false}]);
	expectWhatWasServed(await project.agent(), project.api);
});

realTest('a busy API is a retry, not a failure', async () => {
	const project = await useRealProject([
		{kind: 'refuse', status: 529, error: 'overloaded_error', message: 'Overloaded'},
		answer([text('Now it works.')]),
	]);
	const {exitCode} = await project.towline('run');
	const {stdout: log} = await project.towline('logs', '1_hello', '--json');

	expect(exitCode).toBe(0);
	expect(log).toContain('"type":"api-retried"');
	expectWhatWasServed(await project.agent(), project.api);
});

realTest('a refused request fails the story in the words of the API', async () => {
	const refusal = {kind: 'refuse', status: 400, error: 'invalid_request_error', message: 'That is too much.'} as const;
	// The program repeats the request in other ways before it gives up.
	const project = await useRealProject(Array.from({length: 20}, () => refusal));
	const {exitCode} = await project.towline('run');

	expect(exitCode).toBe(1);
	expect(await project.agent()).toMatchObject({
		status: 'failed',
		reason: expect.stringContaining('That is too much.'),
		exit: {kind: 'failed'},
	});
});
