import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {BackgroundLimit} from '../policies/background-limit.ts';
import type {ExitGrace} from '../policies/exit-grace.ts';
import type {RunChanges} from './run-changes.ts';
import type {Conversation} from './run-conversation.ts';
import type {PrintedEvent} from './run-output.ts';
import {evolveRunState, initialRunState, type RunState} from './run-state.ts';

/** Receives the events of a run's program and passes them to the parts of the run that act on them. */
export type RunEvents = {
	receive(events: readonly PrintedEvent[]): void;
	/** Events that an earlier supervisor has recorded and acted on: only the state follows them. */
	replay(events: readonly RunEvent[]): void;
	/** Ends the input of a program that has nothing left to do. */
	endInputIfDone(): void;
	/** The fold of all events received so far. */
	state(): RunState;
};

export function createRunEvents(options: {
	readonly record: (events: readonly PrintedEvent[]) => void;
	/** Whether an earlier supervisor has seen the session open. */
	readonly hasSession: boolean;
	readonly conversation: Conversation;
	readonly changes: Pick<RunChanges, 'touch'>;
	readonly exitGrace: Pick<ExitGrace, 'begin'>;
	readonly background: Pick<BackgroundLimit, 'follow'>;
}): RunEvents {
	const {record, conversation, changes, exitGrace, background} = options;
	let state: RunState = {...initialRunState, hasSession: options.hasSession};

	// With its input ended, the program exits by itself or is ended after a grace period.
	const endInputIfDone = () => {
		background.follow(state.background);

		if (
			state.isIdle &&
			!conversation.isInterrupted() &&
			conversation.unread().length === 0 &&
			conversation.endInput()
		) {
			exitGrace.begin();
		}
	};

	return {
		receive(events) {
			// Recorded first: the consequences of an event must not be recorded before it.
			record(events);

			for (const {event} of events) {
				state = evolveRunState(state, event);
				conversation.onEvent(event);

				if (event.type === 'tool-finished') {
					changes.touch();
				}
			}

			endInputIfDone();
		},
		replay(events) {
			state = events.reduce(evolveRunState, state);
		},
		endInputIfDone,
		state: () => state,
	};
}
