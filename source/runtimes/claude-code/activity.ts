import type {RunEvent} from '../../core/fleet/agent-event.ts';
import {type Fields, rawText} from './fields.ts';

type State = Extract<RunEvent, {type: 'activity-changed'}>['state'];

/** Tracks whether the program works or waits, and how many background tasks run. */
export type Activity = {
	/** Reads `system/session_state_changed`. After the first, `setTurnState` is ignored. */
	readState(frame: Fields): readonly RunEvent[];
	/** Reads `system/background_tasks_changed`, which lists all tasks each time. */
	readTasks(frame: Fields): readonly RunEvent[];
	/** A turn began or ended. Used for versions that do not report their state. */
	setTurnState(state: 'working' | 'idle'): readonly RunEvent[];
};

export function createActivity(): Activity {
	let state: State | undefined;
	let backgroundTasks = 0;
	let isReported = false;

	const change = (next: State | undefined, tasks: number): readonly RunEvent[] => {
		const isChanged = next !== undefined && (next !== state || tasks !== backgroundTasks);
		state = next;
		backgroundTasks = tasks;
		return isChanged ? [{type: 'activity-changed', state: next, backgroundTasks: tasks}] : [];
	};

	return {
		readState(frame) {
			const next = states.get(rawText(frame.state));
			isReported ||= next !== undefined;
			return next ? change(next, backgroundTasks) : [];
		},
		readTasks: frame => (Array.isArray(frame.tasks) ? change(state, frame.tasks.length) : []),
		setTurnState: next => (isReported ? [] : change(next, backgroundTasks)),
	};
}

const states: ReadonlyMap<string | undefined, State> = new Map<string | undefined, State>([
	['running', 'working'],
	['requires_action', 'waiting'],
	['idle', 'idle'],
]);
