import {TowlineError, toMessage} from '../../core/errors.ts';
import type {RunExit} from '../../core/fleet/run-exit.ts';
import type {RunId} from '../../core/ids.ts';
import type {ProcessExit} from '../../launchers/launcher.ts';
import type {RunEnded} from './follow-up.ts';
import type {RunChanges} from './run-changes.ts';
import {type Testimony, toExit} from './run-evidence.ts';
import type {RunFolder} from './run-folder.ts';
import type {RunDeps} from './run-options.ts';

type Deps = Pick<RunDeps, 'custody' | 'runtime' | 'stopping' | 'onFault'>;

/** A run whose program has exited. */
type Exited = {
	readonly run: RunId;
	readonly folder: RunFolder;
	readonly changes: RunChanges;
	/** As it stands when everything has been swept and counted. */
	readonly testimony: () => Testimony;
	readonly processExit: ProcessExit;
	/** It had finished and was ended by us because it would not exit. */
	readonly hasLingered: () => boolean;
};

/** Sweeps up what a run left and records how it ended: at once, so that nothing comes between the judging and the record. */
export async function endExited(exited: Exited, deps: Deps, record: (event: RunEnded) => void): Promise<void> {
	const {run, folder, changes, testimony, processExit, hasLingered} = exited;
	const {exitCode, signal} = processExit;
	const [swept, newCommits] = await Promise.all([sweep(run, deps), folder.countNewCommits(), changes.settle()]);
	const exit = toExit(testimony(), {
		...(hasLingered() ? {exitCode: 0, signal: undefined} : {exitCode, signal}),
		stopping: deps.stopping(run),
		runtime: deps.runtime,
	});
	const commits = newCommits === undefined ? {} : {newCommits};
	record({type: 'run-ended', exit, exitCode, signal, swept, ...commits});
}

/** The same for a run that never came to a program, or lost hold of it: `error` is why, unless somebody wished it stopped. */
export async function endUnstarted(
	{run, error}: {readonly run: RunId; readonly error: unknown},
	deps: Deps,
	record: (event: RunEnded) => void,
): Promise<void> {
	const swept = await sweep(run, deps);
	const stopping = deps.stopping(run);
	const exit: RunExit = stopping
		? {kind: 'killed', by: stopping.by, ...(stopping.reason ? {reason: stopping.reason} : {})}
		: {kind: 'failed', exitCode: undefined, reason: toReason(error)};
	record({type: 'run-ended', exit, exitCode: undefined, signal: undefined, swept});
}

/** Whatever comes of it, the run has ended and must be said to have. */
async function sweep(run: RunId, {custody, onFault}: Deps): Promise<number> {
	try {
		return await custody.sweep(run);
	} catch (error) {
		onFault(error);
		return 0;
	}
}

function toReason(error: unknown): string {
	return error instanceof TowlineError && error.hint ? `${error.message} ${error.hint}` : toMessage(error);
}
