import {chmodSync, existsSync} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {commandList} from '../../source/commands/command-list.ts';
import {createShell, simpleConfig} from './shell.ts';

const project = {'towline.toml': simpleConfig, 'stories/42_checkout.md': '---\ntitle: Checkout\n---\nDo it.\n'};

test.for([
	[['dance'], 'There is no command "dance". `towline --help` lists the commands.'],
	[['klil', '42'], 'There is no command "klil". Did you mean "kill"? `towline --help` lists the commands.'],
	[['ps', '--jsno'], "unknown option '--jsno' (Did you mean --json?) `towline ps --help` shows the usage."],
	[['down', '42'], "too many arguments for 'down'. Expected 0 arguments but got 1: 42. `towline down --help`"],
	[['ps', '42'], "too many arguments for 'ps'."],
	[['logs', '42', '43'], "too many arguments for 'logs'. Expected 1 argument but got 2: 42, 43."],
	[['dashboard', '42'], "too many arguments for 'dashboard'."],
	[['kill', '42', '--all'], 'kill needs stories or --all, not both.'],
	[['kill', '42', '43'], 'There is no story "43" in this project.'],
	[['kill', '42_chekout'], 'There is no story "42_chekout" in this project. Did you mean "42_checkout"?'],
	[['resume', '42', '43', '--session', 'a'], 'resume --session takes one story'],
	[['answer', '42', 'allow', 'because'], '"allow" takes no reason, so "because" is too much.'],
	[['answer', '42', 'deny', '--always'], '--always belongs to "allow", not to "deny".'],
	[['run', '--drain', '42'], 'run --drain waits for every agent; it takes no stories.'],
	[['queue', '--first'], 'queue --first needs the story that it moves.'],
	[['worktree', 'prune', '42'], 'worktree prune takes no story.'],
	[['worktree', 'ls', '--force'], 'worktree ls takes no --force.'],
	[['ps', '--bad'], "unknown option '--bad'. `towline ps --help` shows the usage."],
	[['start'], "missing required argument 'story'. `towline start --help` shows the usage."],
	[['cost', '--by', 'mood'], 'Costs cannot be grouped by "mood". Use --by story, agent, model, day.'],
	[['since', 'yore'], '"yore" is not a time.'],
	[['answer', '42', 'maybe'], '"maybe" is not an answer. Use "allow", "deny" or "cancel"'],
	[['completion', 'sh'], 'There is no completion script for "sh". Use bash, zsh or fish.'],
	[['kill'], 'kill needs stories or --all.'],
	[['logs', '43'], 'There is no story "43" in this project. `towline ps` lists the stories.'],
] as const)('%s is refused in one line with a hint, and exits 2', async ([args, message]) => {
	using shell = createShell();
	shell.write(project);
	const {exitCode, output, errors} = await shell.type(...args);
	expect(errors).toContain(`towline: ${message}`);
	expect(errors.split('\n')).toHaveLength(1);
	expect(output).toBe('');
	expect(exitCode).toBe(2);
});

test('in a folder without towline.toml the error says what to do', async () => {
	using shell = createShell();
	const {exitCode, errors} = await shell.type('ps');
	expect(errors).toMatch(/^towline: There is no towline\.toml .*towline init.*towline demo/);
	expect(exitCode).toBe(2);
});

test('TOWLINE_DEBUG adds the stack trace and changes nothing else', async () => {
	using shell = createShell({TOWLINE_DEBUG: '1'});
	const {exitCode, errors} = await shell.type('ps');
	expect(errors).toMatch(/^towline: There is no towline\.toml .*\nTowlineError: .*(\n +at .*)+/);
	expect(exitCode).toBe(2);
});

test('an invalid configuration is reported with its line number', async () => {
	using shell = createShell();
	shell.write({...project, 'towline.toml': `${simpleConfig}colour = "red"\n`});
	const {exitCode, errors} = await shell.type('ps');
	expect(errors).toMatch(/towline\.toml:\d+/);
	expect(exitCode).toBe(2);
});

test('all problems of a configuration are reported in one run, each with its line', async () => {
	using shell = createShell();
	const more = '\n[limits]\nmax_parallel = "a"\nfoo = 1\nbar = 2\n[[agent]]\nname = "CODER"\nruntime = "claude-code"\n';
	shell.write({...project, 'towline.toml': `${simpleConfig}colour = "red"\n${more}`});
	const {exitCode, errors} = await shell.type('ps');
	const lines = errors.split('\n').map(line => /^towline: .*towline\.toml:(\d+): (.*?)(,|$)/.exec(line)?.slice(1, 3));
	expect(lines).toEqual([
		['7', 'unknown key "colour" in [agent[1]]'],
		['10', 'limits.max_parallel is "a"'],
		['11', 'unknown key "foo" in [limits]'],
		['12', 'unknown key "bar" in [limits]'],
		['14', 'agent[2].name is "CODER"'],
	]);
	expect(errors).toMatch(/Every key is described in docs\/configuration\.md\.$/);
	expect(exitCode).toBe(2);
});

test('the folder of TOWLINE_SOCKET may be a home, so removing it is never advised', async () => {
	using shell = createShell();
	using other = createShell({TOWLINE_SOCKET: path.join(shell.cwd, 's.sock')});
	chmodSync(shell.cwd, 0o755);
	other.write(project);
	const {exitCode, errors} = await other.type('ps');
	expect(errors).toContain('is open to other users (mode 755). Set TOWLINE_SOCKET to a path in a folder that only you');
	expect(errors).not.toMatch(/remove/i);
	expect(exitCode).toBe(1);
});

test('service install without systemd says so and writes nothing', async () => {
	using shell = createShell({PATH: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent'});
	shell.write(project);
	const {exitCode, errors} = await shell.type('service', 'install');
	expect(errors).toMatch(/^towline: systemd was not found on this machine .*`towline` starts the supervisor/);
	expect(exitCode).toBe(1);
});

test('doctor works without a project, and with a configuration that is not valid', async () => {
	using shell = createShell();
	const none = await shell.type('doctor', '--json');
	expect(JSON.parse(none.output)).toEqual(
		expect.arrayContaining([
			expect.objectContaining({what: 'git', state: 'good'}),
			expect.objectContaining({what: 'project', state: 'warning', advice: expect.stringContaining('towline init')}),
			expect.objectContaining({what: 'Claude Code'}),
		]),
	);
	expect(none.exitCode).toBe(0);
	shell.write({...project, 'towline.toml': `${simpleConfig}colour = "red"\nsize = 1\n`});
	const invalid = await shell.type('doctor');
	expect(invalid.output).toMatch(/✗ configuration .*colour[\s\S]*✗ configuration .*size[\s\S]*✓ database/);
	expect(invalid.exitCode).toBe(1);
});

test('doctor without git says what is missing', async () => {
	vi.stubEnv('PATH', '/nonexistent');
	onTestFinished(() => void vi.unstubAllEnvs());
	using shell = createShell({PATH: '/nonexistent'});
	const {output, exitCode} = await shell.type('doctor');
	expect(output).toMatch(/✗ git +not found on the PATH\n.*Install git/);
	expect(exitCode).toBe(1);
});

test.for(commandList.map(({name}) => name))('towline %s --help prints its usage', async name => {
	using shell = createShell();
	const {exitCode, output} = await shell.type(name, '--help');
	expect(output).toContain(`Usage: towline ${name}`);
	expect(exitCode).toBe(0);
});

test('in a project that never ran, ps shows the stories as idle and starts nothing', async () => {
	using shell = createShell();
	shell.write(project);
	const {exitCode, output} = await shell.type('ps', '--json');
	expect(JSON.parse(output).agents).toMatchObject([{id: '42_checkout:coder', title: 'Checkout', status: 'idle'}]);
	expect(exitCode).toBe(0);
	expect(existsSync(path.join(shell.cwd, '.towline'))).toBe(false);
});

test.for([
	[['status', '--json'], /null/],
	[['status'], /^No supervisor is running/],
	[['down'], /^No supervisor is running/],
	[['kill', '42'], /^42_checkout:coder is idle; there is nothing to stop\.$/],
	[['logs', '42'], /^42_checkout:coder has not run yet\.$/],
	[['queue'], /^Nothing is queued\.$/],
	[['cost'], /^No costs yet\.$/],
	[['status-line'], /^$/],
	[[], /42_checkout +idle[\s\S]*towline --help/],
] as const)('%s without a supervisor says so and exits 0', async ([args, expected]) => {
	using shell = createShell();
	shell.write(project);
	const {exitCode, output, errors} = await shell.type(...args);
	expect(errors).toBe('');
	expect(output).toMatch(expected);
	expect(exitCode).toBe(0);
});

test('an invalid story file has a row that says why', async () => {
	using shell = createShell();
	shell.write({...project, 'stories/43_bad.md': '---\nagent: nobody\n---\nDo it.\n'});
	const {output} = await shell.type('ps', '--json');
	expect(JSON.parse(output).agents[1]).toMatchObject({
		story: '43_bad',
		status: 'idle',
		reason: expect.stringContaining('nobody'),
	});
});
