import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createProject, type TestProject} from './project.ts';

/** The messages in the supervisor's log, in order. */
function readMessages({root}: TestProject): readonly string[] {
	const lines = readFileSync(path.join(root, '.towline/supervisor.log'), 'utf8').trim().split('\n');
	return lines.map(line => (JSON.parse(line) as {msg: string}).msg);
}

test.for([
	[undefined, []],
	['1', ['run-queued', 'run-started', 'process-started', 'run-ended']],
] as const)('with TOWLINE_DEBUG=%s the supervisor logs the facts %j', async ([TOWLINE_DEBUG, expected]) => {
	await using project = createProject({stories: {'1_one': 'answers'}, env: {TOWLINE_DEBUG}});
	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	await project.towline('down');
	const facts = readMessages(project).filter(message => /^(run|process)-/.test(message));
	expect(facts.filter(message => message !== 'run-stopping')).toEqual(expected);
});
