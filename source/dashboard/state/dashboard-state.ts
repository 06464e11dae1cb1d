import type {Hello, ResourcesAnswer} from '../../api/client.ts';
import type {ErrorCode} from '../../core/errors.ts';
import {emptyFleet, type Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import type {Transcript} from '../../core/transcript/transcript.ts';
import {initialUi, type UiState} from './ui-state.ts';

/** How things stand with the supervisor. */
export type Connection =
	| {readonly kind: 'connecting'; readonly since: EpochMs}
	| {readonly kind: 'connected'; readonly hello: Hello}
	/** It was there, and is not: what is shown is what it said last. */
	| {readonly kind: 'gone'; readonly since: EpochMs; readonly why: string}
	/** It cannot be reached or understood, and trying again by itself would not help. */
	| {readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined};

/** The changes of one agent, as they were read. */
export type DiffRead =
	| {readonly kind: 'reading'; readonly agent: AgentId}
	| {readonly kind: 'read'; readonly agent: AgentId; readonly text: string}
	| {readonly kind: 'failed'; readonly agent: AgentId; readonly why: string};

export type Size = {readonly columns: number; readonly rows: number};

/** Which request stands in the pane, and how it came there. */
export type RequestShown = {
	readonly agent: AgentId | undefined;
	readonly requestId: string | undefined;
	readonly at: EpochMs;
	/** When the one before left the pane; `undefined` when there was none, or the person went on from it. */
	readonly otherGoneAt: EpochMs | undefined;
};

/** Everything that the screen is drawn from. */
export type DashboardState = {
	readonly connection: Connection;
	readonly fleet: Fleet;
	/** Of the agents that were read last, the focused ones among them. */
	readonly transcripts: ReadonlyMap<AgentId, Transcript>;
	/** Of the agent whose diff was opened last. */
	readonly diff: DiffRead | undefined;
	/** What the processes of live runs use, by run. */
	readonly resources: ResourcesAnswer;
	readonly requestShown: RequestShown;
	readonly ui: UiState;
	readonly size: Size;
	readonly now: EpochMs;
	/** Counts up while something runs, and turns every spinner. */
	readonly frame: number;
};

export function initialState(size: Size, now: EpochMs): DashboardState {
	return {
		connection: {kind: 'connecting', since: now},
		fleet: emptyFleet,
		transcripts: new Map(),
		diff: undefined,
		resources: {},
		requestShown: {agent: undefined, requestId: undefined, at: now, otherGoneAt: undefined},
		ui: initialUi,
		size,
		now,
		frame: 0,
	};
}
