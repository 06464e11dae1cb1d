import {expect, test} from 'vitest';
import {outputSchemas} from '../../source/commands/schema/output-schemas.ts';
import {createProject, type Outcome, type TestProject} from './project.ts';

/** By command: the command lines that only read, whose output must fit its schema. */
const lines: Readonly<Record<string, readonly (readonly string[])[]>> = {
	ps: [
		['ps', '--json'],
		['ps', '--all', '--json'],
	],
	queue: [['queue', '--json']],
	since: [['since', '1h', '--json']],
	status: [['status', '--json']],
	cost: [
		['cost', '--json'],
		['cost', '--by', 'model', '--json'],
	],
	doctor: [['doctor', '--json']],
	worktree: [['worktree', 'ls', '--json']],
	trust: [['trust', '--list', '--json']],
	logs: [['logs', '2_limit', '--json']],
	search: [['search', 'done', '--json']],
};

test('the output of every command with --json fits its schema, with and without a supervisor', async () => {
	await using project = createProject({
		stories: {'1_done': 'answers', '2_limit': 'rate-limited', '3_ask': 'asks', '4_after': 'answers'},
		frontMatter: {'4_after': 'after: [3_ask]\n'},
		limits: 'auto_resume = false',
		worktrees: true,
	});
	expect(['run', ...Object.keys(lines)].sort()).toEqual([...outputSchemas.keys()].sort());
	await project.towline('start', '3_ask', '4_after');
	await project.untilAgent('3_ask', ({phase}) => phase.status === 'needs-input');
	expectToFit('run', ['run'], await project.towline('run', '1_done', '--json'));
	await project.towline('start', '2_limit');
	await project.untilAgent('2_limit', ({phase}) => phase.status === 'rate-limited');
	await project.towline('pause');
	await expectAllToFit(project);

	await project.towline('down');
	await expectAllToFit(project);
});

async function expectAllToFit(project: TestProject): Promise<void> {
	for (const [command, calls] of Object.entries(lines)) {
		for (const line of calls) {
			expectToFit(command, line, await project.towline(...line));
		}
	}
}

/** A command prints one value, or one in each line. */
function expectToFit(command: string, line: readonly string[], {stdout, stderr}: Outcome): void {
	const isLines = ['run', 'logs', 'search'].includes(command);
	const values: readonly unknown[] = (isLines ? stdout.trim().split('\n') : [stdout]).map(text => JSON.parse(text));
	expect(values.length, line.join(' ')).toBeGreaterThan(0);

	for (const value of values) {
		const result = outputSchemas.get(command)?.safeParse(value);
		expect(result?.error?.issues ?? [], `${line.join(' ')}: ${stderr}${stdout}`).toEqual([]);
	}
}
