import {expect, test} from 'vitest';
import {createProject} from './project.ts';

test('search prints matching lines of every transcript, and exits with 1 if there are none', async () => {
	await using project = createProject({stories: {'1_tells': 'tells', '2_answers': 'answers'}});
	await project.towline('run');
	const found = await project.towline('search', 'needle');
	expect(found.stdout.trim().split('\n')).toEqual([
		expect.stringMatching(/^1_tells:\S+ {2}\d\d:\d\d {2}● line 5 needle$/),
		expect.stringMatching(/^1_tells:\S+ {2}\d\d:\d\d {2}● line 55 needle$/),
	]);
	expect(found).toMatchObject({exitCode: 0});

	await project.towline('down');
	const tool = await project.towline('search', '--json', 'made', 'two');
	expect(JSON.parse(tool.stdout.trim().split('\n')[0] ?? '')).toMatchObject({kind: 'tool', line: 'made two'});

	const other = await project.towline('search', '--story', '2', 'needle');
	expect(other).toMatchObject({exitCode: 1, stdout: 'No transcript contains "needle".\n'});
});
