import {TowlineError, toMessage} from '../../core/errors.ts';
import type {RunExit} from '../../core/fleet/run-exit.ts';
import type {RunId} from '../../core/ids.ts';
import type {ProcessExit} from '../../launchers/launcher.ts';
import type {RunEnded} from './follow-up.ts';
import {explainOldProgram, type StartedProgram} from './old-program.ts';
import type {RunDeps} from './run-options.ts';
import type {RunParts} from './run-parts.ts';
import {toExit} from './run-state.ts';

type Deps = Pick<RunDeps, 'clock' | 'custody' | 'runtime' | 'stopping' | 'onFault'>;

/** A run whose program has exited. */
type Exited = Pick<RunParts, 'run' | 'folder' | 'changes' | 'conversation' | 'events' | 'exitGrace'> & {
	readonly processExit: ProcessExit;
	readonly program: StartedProgram;
};

/**
 * Ends the processes that a run left behind, counts its commits and changes, and records how it ended. The outcome is decided
 * last and recorded at once, so that no event comes between.
 */
export async function endExited(exited: Exited, deps: Deps, record: RunParts['recordEnd']): Promise<void> {
	const {run, folder, changes, conversation, events, exitGrace, processExit, program} = exited;
	const {exitCode, signal} = processExit;
	const [swept, newCommits] = await Promise.all([sweep(run, deps), folder.countNewCommits(), changes.settle()]);
	const stopping = deps.stopping(run) ?? (conversation.isInterrupted() ? endedInterrupted : undefined);
	const end = {type: 'run-ended', exitCode, signal, swept, ...(newCommits === undefined ? {} : {newCommits})} as const;

	if (processExit.isLost && !stopping) {
		record({...end, exit: {kind: 'lost'}}, {couldNotStart: false});
		return;
	}

	const {hasSession, lastTurn} = events.state();
	const tooOld = hasSession || lastTurn ? undefined : await explainOldProgram(deps.runtime, program, deps.clock);
	const exit = toExit(events.state(), {
		// A program that had finished and was ended because it did not exit has completed.
		...(exitGrace.hasRunOut ? {exitCode: 0, signal: undefined} : {exitCode, signal}),
		stopping,
		runtime: deps.runtime,
	});

	if (exit.kind === 'stillborn' && tooOld !== undefined) {
		record({...end, exit: {kind: 'failed', exitCode, reason: tooOld}}, {couldNotStart: true});
	} else {
		record({...end, exit}, {couldNotStart: false});
	}
}

/** A person ended the turn, so nothing is retried when the program then exits by itself. */
const endedInterrupted = {
	by: 'user',
	reason: 'interrupted by you; its program exited before it got a message',
} as const;

/** The same for a run whose process was not launched, or could not be followed: `error` says why, unless it was stopped. */
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

/** Never rejects: the end of the run must be recorded even when the sweep fails. */
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
