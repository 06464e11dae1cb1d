import {test} from 'vitest';
import {openDashboard} from '../../helpers/dashboard.tsx';
import {History} from '../../helpers/facts.ts';
import {keys} from '../../helpers/render-to-screen.ts';

const cwd = '/repos/shop/.towline/worktrees/42_coupons';

/** An agent that wants to use a tool, with more room than it needs. */
function asking(tool: string, summary: string, input: unknown, rows = 40) {
	const history = new History({root: '/repos/shop'});
	const agent = history.agent('42_coupons:coder').listed('coupons').running('9f3c21aa');
	agent.asks({tool, summary, input});
	return openDashboard(history, {columns: 100, rows});
}

test.for([
	{tool: 'Bash', summary: 'npm test', input: {command: 'npm test'}, words: 'Bash wants to run a command'},
	{
		tool: 'Write',
		summary: 'a.ts',
		input: {file_path: `${cwd}/a.ts`, content: 'one\n'},
		words: 'Write wants to write a file',
	},
	{
		tool: 'WebFetch',
		summary: 'https://x.test',
		input: {url: 'https://x.test'},
		words: 'The agent wants to use WebFetch',
	},
	{tool: 'mcp__shop__sell', summary: '{}', input: undefined, words: 'The agent wants to use mcp__shop__sell'},
])('a request of $tool says what is asked', async ({tool, summary, input, words}) => {
	using dashboard = asking(tool, summary, input);
	await dashboard.shows(words);
	await dashboard.shows(summary);
});

test('an edit that is asked for can be read before it is allowed', async () => {
	using dashboard = asking('Edit', 'total.ts', {
		file_path: 'total.ts',
		old_string: 'z\na\nb\nd',
		new_string: 'z\na\n\tc\nd',
	});
	await dashboard.shows(/total\.ts\n {6}a\n +- b\n +\+ +c\n +In:/);
});

test('so can several edits of one file, and the answers stay in sight', async () => {
	const edits = Array.from({length: 30}, (_, index) => ({old_string: `old ${index}`, new_string: `new ${index}`}));
	using dashboard = asking('MultiEdit', 'total.ts', {file_path: 'total.ts', edits}, 24);
	await dashboard.shows(/- old 0\n +\+ new 0[\s\S]*more lines[\s\S]*y allow/);
	dashboard.press(keys.enter);
	await dashboard.shows(/- old 0\n +\+ new 0[\s\S]*more lines[\s\S]*y allow[\s\S]*Esc back/);
});

test('the answers stay where they are while the reason is typed', async () => {
	using dashboard = asking('Bash', 'npm test', {command: 'npm test'});
	await dashboard.shows('y allow');
	dashboard.press('N');
	await dashboard.shows(/y allow +e edit[\s\S]*Deny with message:/);
});

test.for([
	{folder: cwd, words: 'In:  .towline/worktrees/42_coupons'},
	{folder: '/repos/shop', words: "In:  the project's own folder"},
	{folder: '/elsewhere', words: 'In:  /elsewhere'},
])('where a command would run is named as people of the project do: $words', async ({folder, words}) => {
	const history = new History({root: '/repos/shop'});
	history
		.agent('42_coupons:coder')
		.listed('coupons')
		.running('9f3c21aa')
		.event({type: 'process-started', pid: 4101, pidStart: '1', cwd: folder, branch: undefined})
		.asks({tool: 'Bash', summary: 'ls'});
	using dashboard = openDashboard(history, {columns: 100, rows: 40});
	await dashboard.shows(words);
});
