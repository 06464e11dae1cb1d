import type {BackgroundTask, RunEvent} from '../../core/fleet/agent-event.ts';
import {cleanLine, type Fields, rawText, toFields} from './fields.ts';

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
	let tasks: readonly BackgroundTask[] = [];
	let isReported = false;

	const change = (next: State | undefined, running: readonly BackgroundTask[]): readonly RunEvent[] => {
		const isChanged = next !== undefined && (next !== state || JSON.stringify(running) !== JSON.stringify(tasks));
		state = next;
		tasks = running;
		return isChanged
			? [
					{
						type: 'activity-changed',
						state: next,
						backgroundTasks: running.length,
						...(running.length > 0 ? {tasks: running} : {}),
					},
				]
			: [];
	};

	return {
		readState(frame) {
			const next = states.get(rawText(frame.state));
			isReported ||= next !== undefined;
			return next ? change(next, tasks) : [];
		},
		readTasks: frame => (Array.isArray(frame.tasks) ? change(state, frame.tasks.map(toTask)) : []),
		setTurnState: next => (isReported ? [] : change(next, tasks)),
	};
}

function toTask(value: unknown): BackgroundTask {
	const task = toFields(value) ?? {};
	const name = cleanLine(task.description, 80) ?? cleanLine(task.task_id, 80) ?? 'a task';
	return {name, isCommand: task.task_type === 'local_bash'};
}

const states: ReadonlyMap<string | undefined, State> = new Map<string | undefined, State>([
	['running', 'working'],
	['requires_action', 'waiting'],
	['idle', 'idle'],
]);
