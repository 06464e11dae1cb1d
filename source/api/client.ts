import type {Command} from '../core/commands/command.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {LedgerRow} from '../core/money/ledger.ts';
import {readAnswer} from './answers.ts';
import type {DownAnswer, FleetMessage, Hello, ResourcesAnswer, SentEnvironment, TranscriptMessage} from './contract.ts';
import {follow} from './follow.ts';
import {request} from './request.ts';

export type {
	DownAnswer,
	FleetMessage,
	Hello,
	Resources,
	ResourcesAnswer,
	SentEnvironment,
	TranscriptMessage,
} from './contract.ts';

/**
 * A connection to a project's supervisor. Every method throws a `TowlineError`: the supervisor's refusals with their code and
 * hint, `SUPERVISOR_GONE` when none listens, `SUPERVISOR_HUNG` when it does not answer in time, `PROTOCOL_MISMATCH` when it speaks another
 * protocol.
 */
export type FleetClient = {
	hello(): Promise<Hello>;
	/** Returns once the command's facts are stored. */
	send(command: Command): Promise<void>;
	/** Sets the environment for runs that no command starts, such as those resumed after a crash. */
	sendEnvironment(environment: SentEnvironment): Promise<void>;
	/** Every fact after `since`, or a snapshot and then every fact. Ends when the signal aborts, or throws. */
	followFleet(options: {readonly since?: number; readonly signal: AbortSignal}): AsyncIterable<FleetMessage>;
	/** The events of an agent's live or last run, text included, and of the runs that follow it; with `withEarlier` those of the runs before it first. */
	followTranscript(options: {
		readonly agent: AgentId;
		readonly run?: RunId;
		readonly position?: number;
		readonly withEarlier?: boolean;
		readonly signal: AbortSignal;
	}): AsyncIterable<TranscriptMessage>;
	/** What the processes of each live run used at the last check. */
	readResources(): Promise<ResourcesAnswer>;
	/** An agent's changes against its base, as `git diff` writes them. The text is the agent's: sanitise it before showing it. */
	readDiff(agent: AgentId): Promise<string>;
	/** Ends all agents and the supervisor; with `keep`, refuses (`STILL_RUNNING`) while any agent is live. */
	down(options: {readonly keep: boolean}): Promise<DownAnswer>;
	/** Ends the supervisor and leaves all agents at work; the next supervisor adopts them. */
	handOver(): Promise<void>;
};

/** Adds what commands read once; the dashboard follows the fleet instead. */
export type ProjectClient = FleetClient & {
	readFleet(): Promise<Fleet>;
	/** The usage reports of all runs. */
	readLedger(): Promise<readonly LedgerRow[]>;
};

export type ClientOptions = {
	readonly socketPath: string;
	/** The environment of the agents that this client starts; without it, the one the supervisor got last. */
	readonly environment?: SentEnvironment;
};

/** `hello` is answered in a millisecond; a stopped process (SIGSTOP) never answers. */
const helloTimeoutMs = 5000;

/** Ending all agents takes as long as the slowest one. */
const downTimeoutMs = 120_000;

/** Opens a connection for each call and tries once; the caller retries. */
export function createClient({socketPath, environment}: ClientOptions): ProjectClient {
	const post = (path: string, body: unknown, timeoutMs?: number) =>
		request({socketPath, method: 'POST', path, body, ...(timeoutMs === undefined ? {} : {timeoutMs})});

	return {
		async hello() {
			return readAnswer.hello(await request({socketPath, method: 'GET', path: '/hello', timeoutMs: helloTimeoutMs}));
		},
		async send(command) {
			const startsProcess = command.type === 'start' || command.type === 'resume';
			await post('/commands', {command, ...(startsProcess && environment ? {environment} : {})});
		},
		async sendEnvironment(offered) {
			await post('/environment', offered);
		},
		async *followFleet({since, signal}) {
			for await (const message of follow({socketPath, path: withQuery('/events', {since}), signal})) {
				yield readAnswer.fleetMessage(message);
			}
		},
		async *followTranscript({agent, run, position, withEarlier, signal}) {
			const path = withQuery(`/agents/${encodeURIComponent(agent)}/transcript`, {
				run,
				position,
				earlier: withEarlier ? 1 : undefined,
			});

			for await (const message of follow({socketPath, path, signal})) {
				yield readAnswer.transcriptMessage(message);
			}
		},
		async readFleet() {
			return readAnswer.fleet(await request({socketPath, method: 'GET', path: '/fleet'}));
		},
		async readLedger() {
			return readAnswer.ledger(await request({socketPath, method: 'GET', path: '/ledger'}));
		},
		async readResources() {
			return readAnswer.resources(await request({socketPath, method: 'GET', path: '/resources'}));
		},
		async readDiff(agent) {
			const path = `/agents/${encodeURIComponent(agent)}/diff`;
			return readAnswer.diff(await request({socketPath, method: 'GET', path})).diff;
		},
		async down({keep}) {
			return readAnswer.down(await post('/down', {keep}, downTimeoutMs));
		},
		async handOver() {
			await post('/restart', {}, downTimeoutMs);
		},
	};
}

function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
	const search = new URLSearchParams();

	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined) {
			search.set(name, String(value));
		}
	}

	return search.size === 0 ? path : `${path}?${search}`;
}
