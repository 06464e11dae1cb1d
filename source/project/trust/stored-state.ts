import path from 'node:path';
import {TowlineError} from '../../core/errors.ts';
import {readMark} from '../../files/folder-mark.ts';
import {checkOwnFolder} from '../../files/own-files.ts';
import {runGit} from '../git/git.ts';
import {isInRepository} from '../git/repository.ts';
import {hasRunHere} from './trust-store.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a project's `.towline` comes from. It says what was queued and which sessions exist, so a foreign one is not believed. */
export type StoredState =
	| {readonly kind: 'absent'}
	/** A supervisor of this person made it here. */
	| {readonly kind: 'own'}
	/** A supervisor of this person made it at another path, or made it here before such folders were marked. */
	| {readonly kind: 'probably-own'; readonly why: string}
	/** Somebody else made it. It can be adopted if nobody but this person can have put it there since: git tracks none of it. */
	| {readonly kind: 'foreign'; readonly problem: TowlineError; readonly canAdopt: boolean};

/** Finds out who made the project's `.towline`. Starts git to ask whether it is tracked, but nothing that git is configured to run. */
export async function inspectStoredState(root: string, env: Environment): Promise<StoredState> {
	const folder = path.join(root, '.towline');

	try {
		if (!checkOwnFolder(folder)) {
			return {kind: 'absent'};
		}
	} catch (error) {
		if (error instanceof TowlineError) {
			return {kind: 'foreign', problem: error, canAdopt: false};
		}

		throw error;
	}

	if (await isTracked(root)) {
		return {kind: 'foreign', problem: tracked(folder), canAdopt: false};
	}

	const maker = readMark(folder, root, env);

	switch (maker.kind) {
		case 'own':
			return {kind: 'own'};
		case 'moved':
			return {kind: 'probably-own', why: `your supervisor made it in ${maker.from}`};
		case 'unknown':
			return hasRunHere(root, env)
				? {kind: 'probably-own', why: 'your supervisor has run here before'}
				: {kind: 'foreign', problem: unmarked(folder), canAdopt: true};
	}
}

/** Whether git tracks a file in `.towline`: then a clone or a pull brings it, and may overwrite what a supervisor stored. */
async function isTracked(root: string): Promise<boolean> {
	if (!isInRepository(root)) {
		return false;
	}

	const {output, exitCode} = await runGit(root, ['ls-files', '-z', '--', '.towline'], {accept: [128], maxBytes: 1024});
	return exitCode === 0 && output !== '';
}

function tracked(folder: string): TowlineError {
	return new TowlineError('NOT_TRUSTED', `git tracks files in ${folder}, so anybody could have written them.`, {
		hint: 'Take them out of the repository with `git rm -r --cached .towline`, then delete the folder.',
	});
}

function unmarked(folder: string): TowlineError {
	return new TowlineError('NOT_TRUSTED', `${folder} was not made by your supervisor, so it is not used.`, {
		hint: 'Delete it, or if you made it, for example on another machine, run `towline trust --adopt`.',
	});
}
