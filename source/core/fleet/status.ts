import type {Agent, AgentStatus} from './agent.ts';

/** The quick views of the table that are made of whole statuses. */
export type StatusView = 'running' | 'queue' | 'failed' | 'completed';

/** What Towline knows about a status, apart from its look. */
export type StatusTraits = {
	/** The words that people read, in the dashboard, `ps` on a terminal, notifications and sentences. */
	readonly label: string;
	/** Sorting by status: smaller first. First who needs a person, then what went wrong, goes on, waits, is over. */
	readonly urgency: number;
	/** The quick view that shows it, besides the one of all agents. */
	readonly view: StatusView | undefined;
	/** Whether a person is needed; `until-seen` for an end that somebody should look at once. */
	readonly needsPerson: 'always' | 'until-seen' | 'never';
	/** What it means for the stories after this one: `hopeless` when only a person can complete it. */
	readonly asDependency: 'met' | 'pending' | 'hopeless';
	/** Whether a person can start it afresh or resume it; `forced` only past what it waits for in the queue. */
	readonly canStart: 'yes' | 'forced' | 'no';
	/** What killing does: end the process, or take back the start or resume that is due. */
	readonly onKill: 'end-process' | 'dequeue' | 'nothing';
	/** Whether its program reads messages. */
	readonly readsMessages: boolean;
};

/** Every status there is; a new one does not compile before it is described here. */
export const statusTraits: Readonly<Record<AgentStatus, StatusTraits>> = {
	'needs-input': {
		label: 'needs you',
		urgency: 0,
		view: 'running',
		needsPerson: 'always',
		asDependency: 'pending',
		canStart: 'no',
		onKill: 'end-process',
		readsMessages: true,
	},
	failed: {
		label: 'failed',
		urgency: 1,
		view: 'failed',
		needsPerson: 'until-seen',
		asDependency: 'hopeless',
		canStart: 'yes',
		onKill: 'nothing',
		readsMessages: false,
	},
	lost: {
		label: 'lost',
		urgency: 2,
		view: 'failed',
		needsPerson: 'until-seen',
		// The supervisor may resume it.
		asDependency: 'pending',
		canStart: 'yes',
		onKill: 'nothing',
		readsMessages: false,
	},
	'rate-limited': {
		label: 'rate-limited',
		urgency: 3,
		view: undefined,
		needsPerson: 'never',
		// The supervisor resumes it when its rate limit resets.
		asDependency: 'pending',
		canStart: 'yes',
		onKill: 'dequeue',
		readsMessages: false,
	},
	stopping: {
		label: 'stopping',
		urgency: 4,
		view: 'running',
		needsPerson: 'never',
		asDependency: 'pending',
		canStart: 'no',
		onKill: 'nothing',
		readsMessages: false,
	},
	running: {
		label: 'running',
		urgency: 5,
		view: 'running',
		needsPerson: 'never',
		asDependency: 'pending',
		canStart: 'no',
		onKill: 'end-process',
		readsMessages: true,
	},
	starting: {
		label: 'starting',
		urgency: 6,
		view: 'running',
		needsPerson: 'never',
		asDependency: 'pending',
		canStart: 'no',
		onKill: 'end-process',
		readsMessages: true,
	},
	queued: {
		label: 'queued',
		urgency: 7,
		view: 'queue',
		needsPerson: 'never',
		asDependency: 'pending',
		canStart: 'forced',
		onKill: 'dequeue',
		readsMessages: false,
	},
	stopped: {
		label: 'stopped',
		urgency: 8,
		view: undefined,
		needsPerson: 'never',
		asDependency: 'hopeless',
		canStart: 'yes',
		onKill: 'nothing',
		readsMessages: false,
	},
	idle: {
		label: 'idle',
		urgency: 9,
		view: undefined,
		needsPerson: 'never',
		asDependency: 'pending',
		canStart: 'yes',
		onKill: 'nothing',
		readsMessages: false,
	},
	completed: {
		label: 'completed',
		urgency: 10,
		view: 'completed',
		needsPerson: 'never',
		asDependency: 'met',
		canStart: 'yes',
		onKill: 'nothing',
		readsMessages: false,
	},
};

/** All statuses, the most urgent first. */
export const statusesByUrgency: readonly AgentStatus[] = Object.keys(statusTraits)
	.filter(isStatus)
	.sort((a, b) => statusTraits[a].urgency - statusTraits[b].urgency);

/** What Towline knows about the status that an agent is in. */
export function traitsOf({phase}: Pick<Agent, 'phase'>): StatusTraits {
	return statusTraits[phase.status];
}

/** Whether an agent needs a person who has not looked at it yet. */
export function needsPerson({phase, lastEnd}: Agent): boolean {
	const {needsPerson: need} = statusTraits[phase.status];
	return need === 'always' || (need === 'until-seen' && lastEnd?.isUnseen === true);
}

function isStatus(text: string): text is AgentStatus {
	return Object.hasOwn(statusTraits, text);
}
