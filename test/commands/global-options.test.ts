import path from 'node:path';
import {expect, test} from 'vitest';
import {applyGlobalOptions} from '../../source/commands/global-options.ts';
import type {Terminal} from '../../source/commands/invocation.ts';
import {createShell, simpleConfig} from './shell.ts';

const project = {'towline.toml': simpleConfig, 'stories/42_checkout.md': '---\ntitle: Checkout\n---\nDo it.\n'};

test('-C runs a command in another folder, before or after its name', async () => {
	using shell = createShell();
	shell.write(Object.fromEntries(Object.entries(project).map(([name, text]) => [`shop/${name}`, text])));
	const before = await shell.type('-C', 'shop', 'ps');
	expect(before.output).toMatch(/42_checkout +idle/);
	expect(await shell.type('ps', '-C', path.join(shell.cwd, 'shop'))).toEqual(before);
	const {errors, exitCode} = await shell.type('-C', 'nowhere', 'ps');
	expect(errors).toBe(`towline: -C: there is no folder ${path.join(shell.cwd, 'nowhere')}.`);
	expect(exitCode).toBe(2);
});

test('help <command> prints the same as <command> --help, and refuses what is no command', async () => {
	using shell = createShell();
	expect(await shell.type('help', 'ps')).toEqual(await shell.type('ps', '--help'));
	expect(await shell.type('help')).toEqual(await shell.type('--help'));
	expect(await shell.type('help', 'pss')).toMatchObject({
		exitCode: 2,
		errors: expect.stringContaining('Did you mean "ps"?'),
	});
	expect(await shell.type('help', 'ps', 'kill')).toMatchObject({exitCode: 2});
});

test('--quiet prints what was asked for and no confirmation', async () => {
	using shell = createShell();
	shell.write(project);
	expect(await shell.type('kill', '42', '--quiet')).toEqual({exitCode: 0, output: '', errors: ''});
	expect((await shell.type('ps', '--quiet')).output).toMatch(/42_checkout +idle/);
	expect((await shell.type('kill', 'x', '--quiet')).errors).toContain('There is no story "x"');
});

test('--verbose says what is used, and prints the stack trace of an error', async () => {
	using shell = createShell();
	shell.write(project);
	const {output, errors} = await shell.type('ps', '--verbose');
	expect(errors).toBe(
		`towline: the project is ${shell.cwd}\ntowline: no supervisor is running; reading the stored state and the story files`,
	);
	expect(output).toBe((await shell.type('ps')).output);
	expect((await shell.type('logs', 'x', '--verbose')).errors).toMatch(/TowlineError: .*\n +at /);
});

test('an option of the dashboard before another command is refused', async () => {
	using shell = createShell();
	shell.write(project);
	expect(await shell.type('--fps', '2', 'ps')).toMatchObject({
		exitCode: 2,
		errors: expect.stringContaining('--fps belongs to the dashboard'),
	});
	expect((await shell.type('--fps', '2')).output).toContain('42_checkout');
});

const terminal: Terminal = {columns: 80, hasColor: true};

test.for([
	[[], {}, true, undefined],
	[['--no-color'], {}, false, undefined],
	[['--color'], {NO_COLOR: '1'}, true, true],
	[[], {NO_COLOR: '1'}, false, undefined],
	[[], {FORCE_COLOR: '1', NO_COLOR: '1'}, true, true],
	[[], {FORCE_COLOR: '0'}, false, undefined],
	[['--no-color'], {FORCE_COLOR: '1'}, false, undefined],
] as const)('with %j and %j colours are %s on a terminal and %s in a pipe', ([flags, env, onTerminal, inPipe]) => {
	const options = flags.length === 0 ? {} : {color: !flags.includes('--no-color' as never)};
	const shell = {cwd: '/', env, print: async () => {}, printError: () => {}};
	expect(applyGlobalOptions({...shell, terminal}, options).terminal?.hasColor).toBe(onTerminal);
	expect(applyGlobalOptions({...shell, terminal: undefined}, options).terminal?.hasColor).toBe(inPipe);
});

test('--color gives a pipe the colours of a terminal, and does not cut its lines', async () => {
	using shell = createShell();
	shell.write({...project, 'stories/43_bad.md': `---\nagent: ${'nobody'.repeat(40)}\n---\nDo it.\n`});
	const {output} = await shell.type('ps', '--color');
	expect(output).toContain('expected a string of one line, 1 to 200 characters.');
	expect(output).toMatch(/42_checkout +\S idle/);
	expect((await shell.type('--color')).output).toContain('On a terminal, `towline` opens the live dashboard');
});
