import type {Command} from '../core/command.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {DownAnswer, FleetMessage, Hello, SentEnvironment, TranscriptMessage} from './contract.ts';

/**
 * A connection to a project's supervisor. Every method throws a `TowlineError`: the supervisor's own refusals with their
 * code and hint, `SUPERVISOR_GONE` when nobody answers, `PROTOCOL_MISMATCH` when it is of another build.
 */
export type FleetClient = {
	hello(): Promise<Hello>;
	/** Returns once the command's facts are stored. */
	send(command: Command): Promise<void>;
	/** Offers the environment for agents that start later without one, as after a crash. */
	sendEnvironment(environment: SentEnvironment): Promise<void>;
	/** Every fact after `since`, or a snapshot and then every fact. Ends only by the signal or by throwing. */
	followFleet(options: {readonly since?: number; readonly signal: AbortSignal}): AsyncIterable<FleetMessage>;
	/** The text of one agent's live or last run, and of the runs that follow it. */
	followTranscript(options: {
		readonly agent: AgentId;
		readonly run?: RunId;
		readonly position?: number;
		readonly signal: AbortSignal;
	}): AsyncIterable<TranscriptMessage>;
	/** Ends all agents and the supervisor; with `keep`, refuses (`STILL_RUNNING`) while any agent is live. */
	down(options: {readonly keep: boolean}): Promise<DownAnswer>;
};
