import {expect, test} from 'vitest';
import {createShell, simpleConfig} from '../shell.ts';

const project = {
	'towline.toml': `${simpleConfig}\n[[agent]]\nname = "senior"\nruntime = "claude-code"\n`,
	'stories/41_cart.md': '---\ntitle: The cart\n---\nDo it.\n',
	'stories/42_checkout.md': '---\nagent: senior\n---\nDo it.\n',
};

test.for([
	[['resu'], ['resume']],
	[['supervis'], []],
	[['--ver'], ['--version', '--verbose']],
	[['ps', '--j'], ['--json']],
	[['start', '42'], ['42_checkout']],
	[
		['start', '41_cart', ''],
		['41_cart', '42_checkout'],
	],
	[['--quiet', 'start', '42'], ['42_checkout']],
	[['start', '42_checkout:'], ['42_checkout:senior']],
	// Nothing runs, so there is nothing to kill.
	[['kill', ''], []],
	[['message', '41_cart', ''], []],
	[['answer', '41_cart', 'd'], ['deny']],
	[['worktree', 'r'], ['rm']],
	[
		['worktree', 'rm', '4'],
		['41_cart', '42_checkout'],
	],
	[['service', 's'], ['status']],
	[['help', 'untr'], ['untrust']],
	[['completion', 'z'], ['zsh']],
	[
		['cost', '--by', ''],
		['story', 'agent', 'model', 'day'],
	],
	[['search', '--story', '41'], ['41_cart']],
	[
		['ps', '--filter', 'status=r'],
		['status=rate-limited', 'status=running'],
	],
	[
		['ps', '--filter', 'status=failed', 'agent='],
		['agent=coder', 'agent=senior'],
	],
	[['logs', '41_cart', '--run', ''], []],
	[['nonsense', ''], []],
	[[''], expect.arrayContaining(['start', 'ps'])],
] as const)('after %j it offers %j', async ([words, expected]) => {
	using shell = createShell();
	shell.write(project);
	const {exitCode, output, errors} = await shell.type('complete', 'fish', '--', ...words);
	expect(toValues(output)).toEqual(expected);
	expect({exitCode, errors}).toEqual({exitCode: 0, errors: ''});
});

test('a candidate has its meaning behind a tab, but not in bash', async () => {
	using shell = createShell();
	shell.write(project);
	expect((await shell.type('complete', 'fish', '--', 'start', '41')).output).toBe('41_cart\tThe cart');
	expect((await shell.type('complete', 'bash', '--', 'start', '41')).output).toBe('41_cart');
});

test.for([
	[['ps', '--filter', 'agent', '=', 's'], 'senior'],
	[['ps', '--filter', 'status', '='], expect.stringMatching(/^needs-input\n/)],
	[['ps', '--filter', 'agent=s'], 'agent=senior'],
	[['start', '42_checkout', ':', 's'], 'senior'],
] as const)('%j, as bash splits it, offers %j for the last part', async ([words, expected]) => {
	using shell = createShell();
	shell.write(project);
	expect((await shell.type('complete', 'bash', '--', ...words)).output).toEqual(expected);
});

test('-C names the project, and outside of one there are no stories and no error message', async () => {
	using shell = createShell();
	using elsewhere = createShell();
	shell.write(project);
	expect(await elsewhere.type('complete', 'bash', '--', 'start', '')).toEqual({exitCode: 0, output: '', errors: ''});
	expect((await elsewhere.type('complete', 'bash', '--', '-C', shell.cwd, 'start', '42')).output).toBe('42_checkout');
});

function toValues(output: string): readonly string[] {
	return output.split('\n').flatMap(line => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}
