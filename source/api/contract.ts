import type {Command} from '../core/commands/command.ts';
import type {Recorded, RecordedFact, RunEvent} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import type {EpochMs, RunId} from '../core/ids.ts';

/** Raised whenever a client and a supervisor of different builds could misunderstand each other. */
export const protocol = 1;

/** The header that carries it, both ways; a request without it (curl) is taken as it is. */
export const protocolHeader = 'towline-protocol';

/** The environment a command sends along for the agents it starts: held in memory, never stored. */
export type SentEnvironment = Readonly<Record<string, string>>;

/** Who a supervisor is. */
export type Hello = {
	readonly protocol: number;
	/** Of the package. */
	readonly version: string;
	readonly pid: number;
	readonly socket: string;
	/** The project's root. */
	readonly root: string;
	readonly startedAt: EpochMs;
	/** Open event streams, dashboards and followers together. */
	readonly clients: number;
};

/** What `POST /commands` takes. */
export type CommandRequest = {readonly command: Command; readonly environment?: SentEnvironment};

/** What the fleet's event stream says: a snapshot first or after a long absence, then every fact, in order. */
export type FleetMessage =
	| {readonly type: 'snapshot'; readonly fleet: Fleet}
	| {readonly type: 'facts'; readonly facts: readonly RecordedFact[]};

/**
 * What the stream of one agent's text says. `reset` begins each run: what was read before belongs to another one, or
 * `position` is above what was asked for because the client was too slow and the rest is only in the log.
 */
export type TranscriptMessage =
	| {readonly type: 'reset'; readonly run: RunId | undefined; readonly position: number}
	| {readonly type: 'events'; readonly events: readonly Recorded<RunEvent>[]};

/** What the processes of one run use of the machine. */
export type Resources = {
	readonly processes: number;
	/** 100 is one core kept busy; absent until it was looked at twice. */
	readonly cpuPercent?: number | undefined;
	readonly rssBytes: number;
};

/** What `GET /resources` answers: live runs alone. */
export type ResourcesAnswer = Readonly<Record<RunId, Resources>>;

/** What `GET /agents/:id/diff` answers. */
export type DiffAnswer = {readonly diff: string};

/** How a refused request is answered, with a status of 4xx or 5xx. */
export type ErrorAnswer = {readonly code: string; readonly message: string; readonly hint?: string};

/** What `POST /down` answers once every process has ended. */
export type DownAnswer = {readonly ended: number};
