import type {AgentId, EpochMs} from '../ids.ts';
import type {Spending} from '../money/spending.ts';
import type {Agent} from './agent.ts';
import type {ProjectFacts} from './agent-event.ts';
import type {RateLimit, RateScope} from './rate-limit.ts';

/** A rate limit as it was last reported. */
export type ScopedLimit = {readonly scope: RateScope; readonly limit: RateLimit; readonly at: EpochMs};

export type PauseReason = 'user' | 'disk-full' | 'budget';

/** Why the queue is paused. */
export type Pause = {
	readonly reason: PauseReason;
	readonly detail: string | undefined;
	readonly since: EpochMs;
	/** The supervisor knows it, but not even this could be stored: no fact ends it. */
	readonly isUnstored?: true;
};

/**
 * The facts about all agents, folded from the recorded events. Plain data: it is sent to clients as JSON.
 * Agent ids hold a colon, so none can be a name that every object has.
 */
export type Fleet = {
	/** The last fact folded; 0 before the first. */
	readonly seq: number;
	/** `undefined` until the supervisor has read the configuration once. */
	readonly project: ProjectFacts | undefined;
	readonly agents: Readonly<Record<AgentId, Agent>>;
	/** By `scopeKey`. */
	readonly limits: Readonly<Record<string, ScopedLimit>>;
	/** Why the queue is paused; empty when it is not. */
	readonly pauses: readonly Pause[];
	/** What was spent in the last 25 hours, oldest first. */
	readonly spending: readonly Spending[];
	/** The last notices for people, newest last. */
	readonly notices: readonly {
		readonly at: EpochMs;
		readonly level: 'info' | 'warning' | 'error';
		readonly text: string;
	}[];
};

/** Raised whenever the type or `evolve` changes what is folded: fleets stored under another number are folded anew. */
export const fleetShape = 9;

export const emptyFleet: Fleet = {
	seq: 0,
	project: undefined,
	agents: {},
	limits: {},
	pauses: [],
	spending: [],
	notices: [],
};
