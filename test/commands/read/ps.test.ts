import {expect, test} from 'vitest';
import {createShell, simpleConfig} from '../shell.ts';

const agents = `${simpleConfig}\n[[agent]]\nname = "senior"\nruntime = "claude-code"\n`;
const project = {
	'towline.toml': agents,
	'stories/1_cart.md': 'Do it.\n',
	'stories/2_mail.md': '---\nagent: senior\n---\nDo it.\n',
	'stories/21_search.md': '---\ntitle: "A & <b>"\n---\nDo it.\n',
};

test.for([
	[['-q'], '1_cart:coder\n2_mail:senior\n21_search:coder'],
	[['-q', '--filter', 'agent=senior'], '2_mail:senior'],
	[['-q', '--filter', 'story=2', 'agent=coder'], '21_search:coder'],
	[['-q', '--filter', 'story=1', '--filter', 'story=21'], '1_cart:coder\n21_search:coder'],
	[['-q', '--filter', 'status=running'], ''],
	[['--format', '{{story}} {{status}} {{title}} {{tokens.input}}', '--filter', 'story=21'], '21_search idle A & <b> 0'],
] as const)('%j prints %j', async ([flags, expected]) => {
	using shell = createShell();
	shell.write(project);
	expect(await shell.type('ps', ...flags)).toEqual({exitCode: 0, output: expected, errors: ''});
});

test.for([
	[['--filter', 'mood=good'], '"mood=good" is not a filter. Use name=value with one of status, story, agent, runtime'],
	[['--filter', 'status=runing'], '"runing" is not a status. Did you mean "running"?'],
	[['--format', '{{colour}}'], '--format: there is no "colour". Use the names of `towline ps --json`: id, story'],
	[['--format', '{{#x}'], '--format: '],
	[['--json', '-q'], 'ps takes --json or --ids, not both.'],
	[['--all', '--watch'], 'ps --all takes no --watch.'],
] as const)('%j is refused', async ([flags, message]) => {
	using shell = createShell();
	shell.write(project);
	const {exitCode, errors} = await shell.type('ps', ...flags);
	expect(errors).toContain(`towline: ${message}`);
	expect(exitCode).toBe(2);
});

test('the filter also holds for the table and for JSON', async () => {
	using shell = createShell();
	shell.write(project);
	expect((await shell.type('ps', '--filter', 'agent=senior')).output).not.toContain('1_cart');
	expect(JSON.parse((await shell.type('ps', '--json', '--filter', 'agent=senior')).output).agents).toHaveLength(1);
});
