import {existsSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {openDashboard} from './dashboard.ts';
import {createProject} from './project.ts';

test('since lists what happened since the last look, with and without a supervisor', async () => {
	await using project = createProject({
		stories: {'1_one': 'answers', '2_fails': 'fails', '3_two': 'answers'},
		limits: 'max_retries = 0',
	});
	expect((await project.towline('since')).stdout).toContain('Since the beginning:\nCompleted: nothing.');
	expect(existsSync(path.join(project.root, '.towline'))).toBe(false);

	await project.towline('run', '1_one', '2_fails');
	const first = (await project.towline('since')).stdout;
	expect(first).toMatch(/Completed:\n {2}1_one\nFailed:\n {2}2_fails failed: .*\nNeeds you: nothing\.\nCost: \$/);
	expect((await project.towline('since')).stdout).toMatch(
		/^Since \d\d:\d\d, when you last looked:\nCompleted: nothing\./,
	);

	await project.towline('run', '3_two');
	await project.towline('down');
	// With a time, the last look is neither used nor changed.
	expect((await project.towline('since', '1h')).stdout).toMatch(/Completed:\n {2}1_one\n {2}3_two\nFailed:/);
	expect((await project.towline('since')).stdout).toMatch(/Completed:\n {2}3_two\nFailed: nothing\./);
	expect((await project.towline('since')).stdout).toContain('Completed: nothing.');
});

test('the dashboard shows the summary when it opens, and having it open counts as a look', async () => {
	await using project = createProject({stories: {'1_one': 'answers', '2_two': 'answers'}});
	await project.towline('run', '1_one');
	await project.towline('since');
	await project.towline('run', '2_two');
	await using dashboard = openDashboard(project);
	await dashboard.shows(/Since \d\d:\d\d: 1 finished, \S+ spent\./);
	dashboard.press('q');
	expect(await dashboard.exited).toBe(0);
	expect((await project.towline('since')).stdout).toContain('Completed: nothing.');
});
