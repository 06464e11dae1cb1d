import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import {createMark, writeMark} from '../../files/folder-mark.ts';
import type {ProjectConfig} from '../config/config.ts';
import {inspectStoredState, type StoredState} from './stored-state.ts';
import {readTrust, writeTrust} from './trust-store.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Throws `NOT_TRUSTED` unless this person trusts what the configuration executes. Called with the very configuration that is
 * used afterwards, so that the file cannot change in between.
 */
export function requireTrust(config: ProjectConfig, env: Environment): void {
	const {kind} = readTrust(config, env);

	if (kind === 'never') {
		throw new TowlineError('NOT_TRUSTED', `You have not trusted ${config.root} yet, so nothing in it is executed.`, {
			hint: 'Run `towline trust`: it shows what would be executed, and asks.',
		});
	}

	if (kind === 'changed') {
		throw new TowlineError('NOT_TRUSTED', `${config.file} executes something else than what you trusted.`, {
			hint: 'Run `towline trust`: it shows what was changed, and asks.',
		});
	}
}

/** Throws `NOT_TRUSTED` or `FILE_UNSAFE` unless the project's `.towline` is absent or this person's own. */
export async function requireOwnState(root: string, env: Environment): Promise<void> {
	const state = await inspectStoredState(root, env);

	if (state.kind === 'foreign') {
		throw state.problem;
	}

	if (state.kind === 'probably-own') {
		throw new TowlineError('NOT_TRUSTED', `${path.join(root, '.towline')} has no mark of yours, though ${state.why}.`, {
			hint: 'Run `towline trust`: it asks whether to go on with it.',
		});
	}
}

/** Trusts a configuration, and marks a `.towline` that is not marked: the person said that it is theirs. */
export function trustProject(config: ProjectConfig, state: StoredState, env: Environment, now: Date): void {
	if (state.kind === 'probably-own' || state.kind === 'foreign') {
		writeMark(path.join(config.root, '.towline'), createMark(config.root, env));
	}

	writeTrust(config, env, now);
}
