import type {Command} from '../core/commands/command.ts';
import type {Recorded, RecordedFact, RunEvent} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import type {EpochMs, RunId} from '../core/ids.ts';

/** Raised whenever a client and a supervisor of different builds could misunderstand each other. */
export const protocol = 2;

/** The header with the protocol number in requests and answers; a request without it (curl) is accepted. */
export const protocolHeader = 'towline-protocol';

/** The environment that a command sends for the agents it starts: kept in memory, never stored. */
export type SentEnvironment = Readonly<Record<string, string>>;

/** What `GET /hello` answers. */
export type Hello = {
	readonly protocol: number;
	/** The version of the package. */
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

/** A message of `GET /events`: a snapshot first if needed, then every fact, in order. */
export type FleetMessage =
	| {readonly type: 'snapshot'; readonly fleet: Fleet}
	| {readonly type: 'facts'; readonly facts: readonly RecordedFact[]};

/**
 * A message of `GET /agents/:id/transcript`. `reset` begins each run. A `reset` of the same run with a higher `position` skips events
 * because the client was too slow; the skipped events are in the log.
 */
export type TranscriptMessage =
	| {readonly type: 'reset'; readonly run: RunId | undefined; readonly position: number}
	| {readonly type: 'events'; readonly events: readonly Recorded<RunEvent>[]};

/** What the processes of one run use of the machine. */
export type Resources = {
	readonly processes: number;
	/** 100 is one busy core; absent until the second check. */
	readonly cpuPercent?: number | undefined;
	readonly rssBytes: number;
};

/** What `GET /resources` answers, for live runs only. */
export type ResourcesAnswer = Readonly<Record<RunId, Resources>>;

/** What `GET /agents/:id/diff` answers. */
export type DiffAnswer = {readonly diff: string};

/** The body of every answer with a status of 4xx or 5xx. */
export type ErrorAnswer = {readonly code: string; readonly message: string; readonly hint?: string};

/** What `POST /down` answers once every process has ended. */
export type DownAnswer = {readonly ended: number};
