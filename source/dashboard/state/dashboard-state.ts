import type {Hello, ResourcesAnswer} from '../../api/client.ts';
import type {ErrorCode} from '../../core/errors.ts';
import {emptyFleet, type Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs, RunId} from '../../core/ids.ts';
import type {FoundLine} from '../../core/transcript/search-run.ts';
import type {Transcript} from '../../core/transcript/transcript.ts';
import {initialUi, type UiState} from './ui-state.ts';

/** State of the connection to the supervisor. */
export type Connection =
	| {readonly kind: 'connecting'; readonly since: EpochMs}
	| {readonly kind: 'connected'; readonly hello: Hello}
	/** The connection is lost; the screen shows the last known state. */
	| {readonly kind: 'gone'; readonly since: EpochMs; readonly why: string}
	/** It cannot be reached or speaks another protocol; only a person can solve that, so it is not retried. */
	| {readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined};

/** The diff of one agent, and whether it has been read. */
export type DiffRead =
	| {readonly kind: 'reading'; readonly agent: AgentId}
	| {readonly kind: 'read'; readonly agent: AgentId; readonly text: string}
	| {readonly kind: 'failed'; readonly agent: AgentId; readonly why: string};

export type Size = {readonly columns: number; readonly rows: number};

/** Which request is in the pane, and whether it replaced another one. */
export type RequestShown = {
	readonly agent: AgentId | undefined;
	readonly requestId: string | undefined;
	readonly at: EpochMs;
	/** When the previous request left the pane; `undefined` if there was none or the person selected another row. */
	readonly otherGoneAt: EpochMs | undefined;
	/** How many of its lines, from the first one on, were on the screen at least once; at this width. */
	readonly seen: number;
	readonly columns: number;
	/** When lines further down came to the screen; `undefined` before that. */
	readonly scrolledAt: EpochMs | undefined;
};

/** A line of a transcript that contains the text of the find view. */
export type FoundInRun = FoundLine & {readonly agent: AgentId; readonly run: RunId};

/** What a search in all transcripts has found so far. */
export type Found = {readonly text: string; readonly lines: readonly FoundInRun[]; readonly isDone: boolean};

/** Everything that the screen is drawn from. */
export type DashboardState = {
	readonly connection: Connection;
	readonly fleet: Fleet;
	/** Of the agents that had a pane most recently. */
	readonly transcripts: ReadonlyMap<AgentId, Transcript>;
	/** Of the agent whose diff was opened last. */
	readonly diff: DiffRead | undefined;
	/** Of the find view. */
	readonly found: Found | undefined;
	/** CPU and memory of live runs, by run. */
	readonly resources: ResourcesAnswer;
	readonly requestShown: RequestShown;
	readonly ui: UiState;
	readonly size: Size;
	readonly now: EpochMs;
	/** Counts up while something runs; the frame of every spinner. */
	readonly frame: number;
};

export function initialState(size: Size, now: EpochMs): DashboardState {
	return {
		connection: {kind: 'connecting', since: now},
		fleet: emptyFleet,
		transcripts: new Map(),
		diff: undefined,
		found: undefined,
		resources: {},
		requestShown: {
			agent: undefined,
			requestId: undefined,
			at: now,
			otherGoneAt: undefined,
			seen: 0,
			columns: 0,
			scrolledAt: undefined,
		},
		ui: initialUi,
		size,
		now,
		frame: 0,
	};
}
