import type {RunEvent} from '../../core/fleet/agent-event.ts';
import {isBlocked} from '../../core/fleet/rate-limit.ts';
import {type RunEvidence, type RunExit, toRunExit} from '../../core/fleet/run-exit.ts';
import type {Runtime} from '../../runtimes/runtime.ts';

/** What a run's own events have told so far about how it will have ended, and whether it waits for more to be said. */
export type Testimony = Pick<RunEvidence, 'lastTurn' | 'hasSession' | 'blockedBy' | 'lastLine'> & {
	/** The program has finished a turn and neither works nor has anything running behind it. */
	readonly isIdle: boolean;
};

export const noTestimony: Testimony = {
	lastTurn: undefined,
	hasSession: false,
	blockedBy: undefined,
	lastLine: undefined,
	isIdle: false,
};

/** Folds one event of the run. */
export function hear(testimony: Testimony, event: RunEvent): Testimony {
	switch (event.type) {
		case 'session-opened':
			return {...testimony, hasSession: true};
		case 'turn-started':
		// What was read begins a turn: one that still looks idle is about to begin it.
		case 'message-delivered':
			return {...testimony, isIdle: false};
		case 'turn-ended':
			return {...testimony, lastTurn: event.result};
		case 'activity-changed':
			// Idle before its first turn means that it has not read its prompt yet.
			return {
				...testimony,
				isIdle: event.state === 'idle' && event.backgroundTasks === 0 && testimony.lastTurn !== undefined,
			};
		case 'rate-limit-reported':
			return {
				...testimony,
				blockedBy: isBlocked(event.limit) ? {resetsAt: event.limit.resetsAt, window: event.limit.window} : undefined,
			};
		case 'line-printed':
			return {...testimony, lastLine: lastLineOf(event.text) ?? testimony.lastLine};
		default:
			return testimony;
	}
}

/** The end, by everything that is known; a program that is not logged in gets the words of how to. */
export function toExit(
	testimony: Testimony,
	end: Pick<RunEvidence, 'exitCode' | 'signal' | 'stopping'> & {
		readonly runtime: Pick<Runtime, 'reportsResults' | 'loginHint'>;
	},
): RunExit {
	const {runtime, ...rest} = end;
	const exit = toRunExit({...testimony, ...rest, reportsResults: runtime.reportsResults});
	return exit.kind === 'failed' && testimony.lastTurn?.isLoginNeeded
		? {...exit, reason: `${exit.reason.replace(/[.]?$/, '.')} ${runtime.loginHint}`}
		: exit;
}

/** The last words that say something, cut to what fits a reason. */
function lastLineOf(text: string): string | undefined {
	return text
		.split('\n')
		.map(line => line.trim())
		.findLast(line => line !== '')
		?.slice(0, 300);
}
