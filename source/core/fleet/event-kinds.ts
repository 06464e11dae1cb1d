import type {AgentEvent, AgentFact, FleetFact, Recorded, RecordedFact, RunFact, TextEvent} from './agent-event.ts';

/**
 * Facts are numbered, stored in the database and folded into the fleet: `fleet-fact` about a story or the whole project,
 * `run-fact` about one run. Text is only kept in the log of its run.
 */
type EventKind = 'fleet-fact' | 'run-fact' | 'text';

/** The only kind that events of this type can have; `never` for a type that two of the unions declare. */
type KindOf<Type extends AgentEvent['type']> = {
	readonly [Kind in EventKind]: Type extends {
		'fleet-fact': Exclude<FleetFact['type'], RunFact['type'] | TextEvent['type']>;
		'run-fact': Exclude<RunFact['type'], FleetFact['type'] | TextEvent['type']>;
		text: Exclude<TextEvent['type'], AgentFact['type']>;
	}[Kind]
		? Kind
		: never;
}[EventKind];

/** One entry for each type of event: a missing type or a wrong kind does not compile. */
export type EventKinds = {readonly [Type in AgentEvent['type']]: KindOf<Type>};

export const eventKinds: EventKinds = {
	'project-configured': 'fleet-fact',
	'story-read': 'fleet-fact',
	'story-removed': 'fleet-fact',
	'story-refused': 'fleet-fact',
	'run-queued': 'fleet-fact',
	'run-dequeued': 'fleet-fact',
	'queue-moved': 'fleet-fact',
	'queue-paused': 'fleet-fact',
	'queue-unpaused': 'fleet-fact',
	'agent-seen': 'fleet-fact',
	'notice-raised': 'fleet-fact',
	'run-started': 'run-fact',
	'process-started': 'run-fact',
	'session-opened': 'run-fact',
	'usage-reported': 'run-fact',
	'permission-asked': 'run-fact',
	'permission-answered': 'run-fact',
	'permission-withdrawn': 'run-fact',
	'api-retried': 'run-fact',
	'rate-limit-reported': 'run-fact',
	'turn-started': 'run-fact',
	'turn-ended': 'run-fact',
	'tool-started': 'run-fact',
	'tool-finished': 'run-fact',
	'output-noted': 'run-fact',
	'turn-interrupted': 'run-fact',
	'message-sent': 'run-fact',
	'message-delivered': 'run-fact',
	'changes-counted': 'run-fact',
	'problem-found': 'run-fact',
	'background-changed': 'run-fact',
	'run-stopping': 'run-fact',
	'run-ended': 'run-fact',
	'thinking-streamed': 'text',
	'output-streamed': 'text',
	'tool-input-read': 'text',
	'tool-output-read': 'text',
	'line-printed': 'text',
	'prompt-given': 'text',
	'remark-made': 'text',
	'request-refused': 'text',
	'activity-changed': 'text',
	'frame-kept': 'text',
};

/** An event of a type that only a later version knows counts as a fact; `evolve` ignores it. */
export function isFact(event: AgentEvent): event is AgentFact {
	return eventKinds[event.type] !== 'text';
}

export function isRecordedFact(recorded: Recorded): recorded is RecordedFact {
	return recorded.seq !== undefined && isFact(recorded.event);
}

/** Whether it is a fact of a type that this version knows; a later version may have stored others. */
export function isKnownFact(event: AgentEvent): event is AgentFact {
	return Object.hasOwn(eventKinds, event.type) && isFact(event);
}

export function isRunFact(event: AgentFact): event is RunFact {
	return eventKinds[event.type] === 'run-fact';
}
