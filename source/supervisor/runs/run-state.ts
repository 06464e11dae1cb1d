import type {BackgroundTask, RunEvent} from '../../core/fleet/agent-event.ts';
import {isBlocked} from '../../core/fleet/rate-limit.ts';
import {type RunEvidence, type RunExit, toRunExit} from '../../core/fleet/run-exit.ts';
import type {Runtime} from '../../runtimes/runtime.ts';

/** The fold of a run's own events: what decides how it ended, and whether its input can be ended. */
export type RunState = Pick<RunEvidence, 'lastTurn' | 'hasSession' | 'blockedBy' | 'lastLine'> & {
	/** The program has finished a turn, does nothing now, and has no task in the background. */
	readonly isIdle: boolean;
	/** What still runs in the background of a finished turn. */
	readonly background: readonly BackgroundTask[];
};

export const initialRunState: RunState = {
	lastTurn: undefined,
	hasSession: false,
	blockedBy: undefined,
	lastLine: undefined,
	isIdle: false,
	background: [],
};

/** Folds one event of the run. */
export function evolveRunState(state: RunState, event: RunEvent): RunState {
	switch (event.type) {
		case 'session-opened':
			return {...state, hasSession: true};
		case 'turn-started':
		// A message that was read starts a turn, even if the program still reports itself idle.
		case 'message-delivered':
			return {...state, isIdle: false, background: []};
		case 'turn-ended':
			return {...state, lastTurn: event.result};
		case 'activity-changed':
			// Idle before the first turn means that the program has not read its prompt yet.
			return {
				...state,
				isIdle: isFinished(state, event) && event.backgroundTasks === 0,
				background: isFinished(state, event) ? (event.tasks ?? []) : [],
			};
		case 'rate-limit-reported':
			return {
				...state,
				blockedBy: isBlocked(event.limit) ? {resetsAt: event.limit.resetsAt, window: event.limit.window} : undefined,
			};
		case 'line-printed':
			return {...state, lastLine: lastLineOf(event.text) ?? state.lastLine};
		default:
			return state;
	}
}

function isFinished({lastTurn}: RunState, {state}: Extract<RunEvent, {type: 'activity-changed'}>): boolean {
	return state === 'idle' && lastTurn !== undefined;
}

/** How the run ended, from its events, its exit code and a recorded wish to stop. A missing login gets the runtime's hint. */
export function toExit(
	state: RunState,
	end: Pick<RunEvidence, 'exitCode' | 'signal' | 'stopping'> & {
		readonly runtime: Pick<Runtime, 'reportsResults' | 'loginHint'>;
	},
): RunExit {
	const {runtime, ...rest} = end;
	const exit = toRunExit({...state, ...rest, reportsResults: runtime.reportsResults});
	return exit.kind === 'failed' && state.lastTurn?.isLoginNeeded
		? {...exit, reason: `${exit.reason.replace(/[.]?$/, '.')} ${runtime.loginHint}`}
		: exit;
}

/** The last line that is not blank, cut to 300 characters. */
function lastLineOf(text: string): string | undefined {
	return text
		.split('\n')
		.map(line => line.trim())
		.findLast(line => line !== '')
		?.slice(0, 300);
}
