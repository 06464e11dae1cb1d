import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {expect, test} from 'vitest';
import {createShell, simpleConfig} from '../shell.ts';

/** The completions that the shell offers with the script; `undefined` if the shell is not installed. */
type Complete = (script: string, words: readonly string[]) => readonly string[] | undefined;

/** A `towline` for the script to call; it lists one story. */
const fakeTowline = `towline() { printf '%s\\n' 42_checkout '$(touch executed)' '\`touch executed\`' '; touch executed'; }`;

const completeInBash: Complete = (script, words) => {
	const list = words.map(word => `'${word}'`).join(' ');
	const last = words.at(-1) ?? '';
	const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _towline towline '${last}'`;
	return linesOf('bash', ['-c', `${script}\n${fakeTowline}\n${ask}\nprintf '%s\\n' "\${COMPREPLY[@]}"`]);
};

/** zsh completes only in its line editor, so the completion builtins are replaced by functions that print. */
const completeInZsh: Complete = (script, typed) => {
	const list = typed.map(word => `'${word}'`).join(' ');
	const caught = [
		'compdef() { :; }',
		`_describe() { print -l -- "\${(@)\${(P)2}%%:*}"; }`,
		'compadd() { shift; print -l -- "$@"; }',
	];
	const ask = `CURRENT=${typed.length}; PREFIX='${typed.at(-1) ?? ''}'; words=(${list}); _towline`;
	const offered = linesOf('zsh', ['-f', '-c', [...caught, script, fakeTowline, ask].join('\n')]);
	return offered?.filter(line => line.startsWith(typed.at(-1) ?? ''));
};

const completeInFish: Complete = (script, words) => {
	const fake = 'function towline; echo 42_checkout; end';
	const offered = linesOf('fish', ['-N', '-c', `${script}\n${fake}\ncomplete -C '${words.join(' ')}'`]);
	return offered?.map(line => line.split('\t')[0] ?? '');
};

function linesOf(program: string, args: readonly string[]): readonly string[] | undefined {
	const {stdout, stderr, error} = spawnSync(program, args, {encoding: 'utf8'});

	if (error) {
		return undefined;
	}

	expect(stderr).toBe('');
	return stdout.split('\n').filter(line => line !== '');
}

test.for([
	['bash', completeInBash],
	['zsh', completeInZsh],
	['fish', completeInFish],
] as const)('%s completes commands, flags, words and stories', async ([name, complete], {skip}) => {
	using shell = createShell();
	const {output: script} = await shell.type('completion', name);
	const offered = (...words: readonly string[]) => {
		const lines = complete(script, words);

		if (!lines) {
			skip(`There is no ${name} here.`);
		}

		return lines;
	};

	expect(offered('towline', 'resu')).toEqual(['resume']);
	expect(offered('towline', 'ps', '--j')).toEqual(['--json']);
	expect(offered('towline', 'start', '4')).toEqual(['42_checkout']);
	expect(offered('towline', 'start', '')).toContain('42_checkout');
	expect(offered('towline', 'service', 's')).toEqual(['status']);
	expect(offered('towline', 'supervis')).toEqual([]);
	// Names that a shell could execute: neither while they are completed nor as they are inserted.
	offered('towline', 'start', '$');
	expect(existsSync('executed')).toBe(false);
});

test('bash inserts a name so that it is one word and executes nothing', async () => {
	using shell = createShell();
	const {output: script} = await shell.type('completion', 'bash');
	expect(completeInBash(script, ['towline', 'start', '$'])).toEqual(['\\$\\(touch']);
	expect(existsSync('executed')).toBe(false);
});

test('outside a project there are no stories and no error message', async () => {
	using shell = createShell();
	expect(await shell.type('completion', 'stories')).toEqual({exitCode: 0, output: '', errors: ''});
	shell.write({'towline.toml': simpleConfig, 'stories/42_checkout.md': 'Do it.\n'});
	expect((await shell.type('completion', 'stories')).output).toBe('42_checkout');
});
