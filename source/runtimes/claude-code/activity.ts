import type {RunEvent} from '../../core/fleet/agent-event.ts';
import {type Fields, rawText} from './fields.ts';

type State = Extract<RunEvent, {type: 'activity-changed'}>['state'];

/** Whether the program works or waits, and how much still runs behind a finished turn. */
export type Activity = {
	/** `system/session_state_changed`: the program's own word, which ends all guessing. */
	stated(frame: Fields): readonly RunEvent[];
	/** `system/background_tasks_changed`: the whole set, each time. */
	tasks(frame: Fields): readonly RunEvent[];
	/** A turn began or ended: what a version that states nothing is judged by. */
	turn(state: 'working' | 'idle'): readonly RunEvent[];
};

export function createActivity(): Activity {
	let state: State | undefined;
	let backgroundTasks = 0;
	let isStated = false;

	const change = (next: State | undefined, tasks: number): readonly RunEvent[] => {
		const isChanged = next !== undefined && (next !== state || tasks !== backgroundTasks);
		state = next;
		backgroundTasks = tasks;
		return isChanged ? [{type: 'activity-changed', state: next, backgroundTasks: tasks}] : [];
	};

	return {
		stated(frame) {
			const next = states.get(rawText(frame.state));
			isStated ||= next !== undefined;
			return next ? change(next, backgroundTasks) : [];
		},
		tasks: frame => (Array.isArray(frame.tasks) ? change(state, frame.tasks.length) : []),
		turn: next => (isStated ? [] : change(next, backgroundTasks)),
	};
}

const states: ReadonlyMap<string | undefined, State> = new Map<string | undefined, State>([
	['running', 'working'],
	['requires_action', 'waiting'],
	['idle', 'idle'],
]);
