import {randomBytes} from 'node:crypto';
import {linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {TowlineError} from '../core/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** This person's own folder for what Towline remembers outside of projects: `~/.local/state/towline`. */
export function stateFolder(env: Environment): string {
	return path.join(env.XDG_STATE_HOME || path.join(env.HOME || homedir(), '.local/state'), 'towline');
}

/**
 * Makes a folder below the state folder, readable by this person alone, and returns its path. Throws `FILE_UNSAFE` if the
 * state folder is a link, belongs to somebody else, or others can write to it: what it says about trust would be worthless.
 */
export function prepareStateFolder(env: Environment, name = ''): string {
	const folder = path.join(stateFolder(env), name);
	mkdirSync(folder, {recursive: true, mode: 0o700});
	refuseForeign(stateFolder(env));
	return folder;
}

/** Whether the state folder exists. Throws `FILE_UNSAFE` like `prepareStateFolder`. */
export function hasStateFolder(env: Environment): boolean {
	const folder = stateFolder(env);
	const isThere = lstatSync(folder, {throwIfNoEntry: false}) !== undefined;
	isThere && refuseForeign(folder);
	return isThere;
}

/** The secret that marks what this person's supervisors made; `undefined` if there is none yet. Throws `FILE_UNSAFE`. */
export function readSecret(env: Environment): string | undefined {
	if (!hasStateFolder(env)) {
		return undefined;
	}

	try {
		const secret = readFileSync(secretFile(env), 'utf8').trim();
		return secret.length >= secretBytes ? secret : undefined;
	} catch {
		return undefined;
	}
}

/** Like `readSecret`, but makes the secret if there is none. Two processes that make it at once get the same one. */
export function ensureSecret(env: Environment): string {
	const known = readSecret(env);

	if (known !== undefined) {
		return known;
	}

	const secret = randomBytes(secretBytes).toString('hex');
	const draft = path.join(prepareStateFolder(env), `secret.${process.pid}`);
	writeFileSync(draft, `${secret}\n`, {mode: 0o600, flag: 'w'});

	try {
		linkSync(draft, secretFile(env));
		return secret;
	} catch {
		return readSecret(env) ?? secret; // Another process was faster.
	} finally {
		rmSync(draft, {force: true});
	}
}

const secretBytes = 32;

function secretFile(env: Environment): string {
	return path.join(stateFolder(env), 'secret');
}

function refuseForeign(folder: string): void {
	const stats = lstatSync(folder);
	const problem = !stats.isDirectory()
		? 'is not a folder'
		: stats.uid !== (process.getuid?.() ?? stats.uid)
			? `belongs to another user (uid ${stats.uid})`
			: (stats.mode & 0o022) !== 0
				? 'can be written by others'
				: undefined;

	if (problem) {
		throw new TowlineError('FILE_UNSAFE', `Towline's own folder ${folder} ${problem}.`, {
			hint: 'It holds what you trusted. Make it a folder that only you can write to, or set XDG_STATE_HOME.',
		});
	}
}
