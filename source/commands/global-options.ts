import {statSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../core/errors.ts';
import type {Invocation, Terminal} from './invocation.ts';

/** The parts of the process that a command may use. */
export type Shell = Pick<Invocation, 'cwd' | 'env' | 'print' | 'printError' | 'terminal' | 'clearScreen'>;

/** Options that every command takes, before or after its name. */
export const globalOptions: readonly (readonly [flags: string, description: string])[] = [
	['-C <folder>', 'run as if started in this folder'],
	['--color', 'use colours, also if the output is not a terminal'],
	['--no-color', 'use no colours'],
	['--quiet', 'print only what was asked for, and errors'],
	['--verbose', 'also print which project and supervisor are used, and the stack trace of an error'],
];

/** What a command gets of the process, as the global options ask for it. Throws `USAGE` for a folder that does not exist. */
export function applyGlobalOptions(
	shell: Shell,
	options: Readonly<Record<string, unknown>>,
): Omit<Invocation, 'args' | 'options'> {
	const hasColor = decideColor(shell, options);
	return {
		...shell,
		cwd: typeof options.C === 'string' ? existingFolder(path.resolve(shell.cwd, options.C)) : shell.cwd,
		env: {...shell.env, NO_COLOR: hasColor === undefined ? shell.env.NO_COLOR : hasColor ? undefined : '1'},
		terminal: hasColor === undefined ? shell.terminal : withColor(shell.terminal, hasColor),
		note: async text => void (options.quiet || (await shell.print(text))),
		detail: text => void (options.verbose && shell.printError(`towline: ${text}`)),
	};
}

/** An option outranks `FORCE_COLOR`, which outranks `NO_COLOR`. `undefined`: the terminal decides. */
function decideColor({env}: Shell, {color}: Readonly<Record<string, unknown>>): boolean | undefined {
	if (typeof color === 'boolean') {
		return color;
	}

	return env.FORCE_COLOR ? !['0', 'false'].includes(env.FORCE_COLOR) : env.NO_COLOR ? false : undefined;
}

/** Colours in a pipe, for `less -R`: lines are not cut there. */
function withColor(terminal: Terminal | undefined, hasColor: boolean): Terminal | undefined {
	if (terminal) {
		return {...terminal, hasColor};
	}

	return hasColor ? {columns: Number.POSITIVE_INFINITY, hasColor, isPipe: true} : undefined;
}

function existingFolder(folder: string): string {
	if (!statSync(folder, {throwIfNoEntry: false})?.isDirectory()) {
		throw new TowlineError('USAGE', `-C: there is no folder ${folder}.`);
	}

	return folder;
}
