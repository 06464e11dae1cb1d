import {accessSync, closeSync, constants, openSync, readSync, type Stats, statSync} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import type {PtyProcessSpec} from './pty-process.ts';

/** The search path of a shell without PATH. */
const defaultPath = '/usr/local/bin:/usr/bin:/bin';
/** The longest `#!` line a kernel reads. */
const interpreterLineBytes = 256;

/**
 * The absolute path of the command, as the run's own PATH and working directory give it. Throws `LAUNCH_FAILED` with
 * the reason as a sentence: a shell in a PTY would only exit with 127 or 1.
 */
export function preflight(spec: Pick<PtyProcessSpec, 'command' | 'cwd' | 'env'>): string {
	checkFolder(spec.cwd);

	const file = spec.command.includes('/') ? path.resolve(spec.cwd, spec.command) : findOnPath(spec);
	const problem = executableProblem(file) ?? interpreterProblem(file, spec);

	if (problem) {
		throw launchFailed(problem, `Check "command" of this agent.`);
	}

	return file;
}

function checkFolder(cwd: string): void {
	const stats = statsOf(cwd);

	if (!stats?.isDirectory()) {
		const problem = stats ? 'is not a folder' : 'does not exist';
		throw launchFailed(`The working directory ${cwd} ${problem}.`);
	}
}

/** The first executable of that name on the PATH, or else the first file, which is then refused as not executable. */
function findOnPath({command, cwd, env}: Pick<PtyProcessSpec, 'command' | 'cwd' | 'env'>): string {
	const folders = (env.PATH ?? defaultPath).split(path.delimiter);
	const candidates = folders.map(folder => path.resolve(cwd, folder, command));
	const found =
		candidates.find(file => executableProblem(file) === undefined) ?? candidates.find(file => statsOf(file)?.isFile());

	if (command === '' || found === undefined) {
		throw launchFailed(
			`The command "${command}" was not found on the PATH.`,
			'Install it, or give its path as "command" of this agent.',
		);
	}

	return found;
}

function executableProblem(file: string): string | undefined {
	const stats = statsOf(file);

	if (!stats?.isFile()) {
		return stats ? `${file} is not a program.` : `The program ${file} does not exist.`;
	}

	try {
		accessSync(file, constants.X_OK);
		return undefined;
	} catch {
		return `${file} is not executable.`;
	}
}

/** Checks the interpreter of a script: a missing one would be reported as if the script were missing. */
function interpreterProblem(file: string, {cwd}: Pick<PtyProcessSpec, 'cwd'>): string | undefined {
	const interpreter = /^#!\s*(\S+)/.exec(firstBytes(file))?.[1];

	if (interpreter === undefined) {
		return undefined;
	}

	const problem = executableProblem(path.resolve(cwd, interpreter));
	return problem && `${file} needs an interpreter that cannot be run: ${problem}`;
}

/** `undefined` when the file is missing or a parent folder may not be searched. */
function statsOf(file: string): Stats | undefined {
	try {
		return statSync(file);
	} catch {
		return undefined;
	}
}

/** Empty when the file cannot be read; it may still be executable. */
function firstBytes(file: string): string {
	try {
		const descriptor = openSync(file, 'r');

		try {
			const buffer = Buffer.alloc(interpreterLineBytes);
			return buffer.toString('latin1', 0, readSync(descriptor, buffer));
		} finally {
			closeSync(descriptor);
		}
	} catch {
		return '';
	}
}

function launchFailed(message: string, hint?: string): TowlineError {
	return new TowlineError('LAUNCH_FAILED', message, {hint});
}
