import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {createShell} from '../shell.ts';

type Asked = {
	/** What the script asked of `towline`, one word each. */
	readonly question: readonly string[];
	/** What the shell offers. */
	readonly offered: readonly string[];
	/** The folder in which a name would have been executed. */
	readonly folder: string;
};

/** Completes with the script and a `towline` that repeats its words on `asked` and answers with names that a shell could execute. */
type Complete = (script: string, words: readonly string[]) => Asked | undefined;

const dangerous = ['42_checkout\tA title', '$(touch executed)', '`touch executed`'];
const fakeTowline = `towline() { printf '%s\\n' "$@" >asked; printf '%s\\n' ${dangerous.map(name => `'${name}'`).join(' ')}; }`;

const completeInBash: Complete = (script, words) => {
	const list = words.map(word => `'${word}'`).join(' ');
	const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _towline towline '${words.at(-1) ?? ''}'`;
	return runIn('bash', ['-c', `${script}\n${fakeTowline}\n${ask}\nprintf '%s\\n' "\${COMPREPLY[@]}"`]);
};

/** zsh completes only in its line editor, so the completion builtins are replaced by functions that print. */
const completeInZsh: Complete = (script, typed) => {
	const list = typed.map(word => `'${word}'`).join(' ');
	const caught = ['compdef() { :; }', 'compadd() { shift 4; print -rl -- "$@"; }'];
	const ask = `CURRENT=${typed.length}; words=(${list}); _towline`;
	return runIn('zsh', ['-f', '-c', [...caught, script, fakeTowline, ask].join('\n')]);
};

const completeInFish: Complete = (script, words) => {
	const answers = dangerous.map(name => `'${name}'`).join(' ');
	const fake = `function towline; printf '%s\\n' $argv >asked; printf '%s\\n' ${answers}; end`;
	return runIn('fish', ['-N', '-c', `${script}\n${fake}\ncomplete -C '${words.join(' ')}'`]);
};

function runIn(program: string, args: readonly string[]): Asked | undefined {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-completion-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	const {stdout, stderr, error} = spawnSync(program, args, {encoding: 'utf8', cwd: folder});

	if (error) {
		return undefined;
	}

	expect(stderr).toBe('');
	const asked = spawnSync('cat', ['asked'], {encoding: 'utf8', cwd: folder}).stdout;
	return {question: asked.split('\n').slice(0, -1), offered: stdout.split('\n').slice(0, -1), folder};
}

test.for([
	['bash', completeInBash],
	['zsh', completeInZsh],
	['fish', completeInFish],
] as const)('%s asks with the words up to the cursor, and executes no name', async ([name, complete], {skip}) => {
	using shell = createShell();
	const {output: script} = await shell.type('completion', name);

	for (const last of ['', '4', '--a', '$']) {
		const asked = complete(script, ['towline', 'start', last]);

		if (!asked) {
			return skip(`There is no ${name} here.`);
		}

		expect(asked.question).toEqual(['complete', name, '--', 'start', last]);
		expect(asked.offered.join('\n')).toContain('42_checkout');
		expect(existsSync(path.join(asked.folder, 'executed'))).toBe(false);
	}
});

test('bash inserts a name so that it is one word and executes nothing', async () => {
	using shell = createShell();
	const {output: script} = await shell.type('completion', 'bash');
	const offered = completeInBash(script, ['towline', 'start', '$'])?.offered;
	expect(offered?.slice(1)).toEqual(['\\$\\(touch\\ executed\\)', '\\`touch\\ executed\\`']);
});
