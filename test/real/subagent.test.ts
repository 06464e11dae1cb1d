import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import {realTest, useRealProject} from './real-project.ts';
import {answer, text} from './turns.ts';

realTest('what a subagent writes is in the log, and its session has the name of its story', async () => {
	const task = {description: 'Look', prompt: 'Look around.', subagent_type: 'general-purpose'};
	const project = await useRealProject([
		answer([{type: 'tool_use', name: 'Task', input: {...task, run_in_background: false}}]),
		answer([text('I looked around.')], {}, 200),
		answer([text('All done.')]),
	]);
	await project.towline('start', '1_hello');
	const folder = path.join(project.root, '.claude/sessions');
	const read = () =>
		readdirSync(folder)
			.filter(name => name.endsWith('.json'))
			.map(name => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
	await expect.poll(read, {timeout: 30_000, interval: 100}).toMatchObject([{name: '1_hello'}]);
	await expect.poll(project.agent, {timeout: 30_000, interval: 250}).toMatchObject({status: 'completed'});
	const {stdout} = await project.towline('logs', '1_hello');
	expect(stdout).toContain('I looked around.');
	expect(stdout).toContain('All done.');
});
