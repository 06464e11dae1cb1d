import type {Agent} from '../../core/fleet/agent.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import type {Clock} from '../clock.ts';
import {longestRetryDelayMs} from './retry.ts';

/** The delays of queued retries as spans of time: they also pass if the wall clock is set back. */
export type RetryDelays = {
	/** The agent without its earliest start, if the delay has passed. */
	withoutPassed(agent: Agent): Agent;
	/** How much of its delay is left; `undefined` if it has none. */
	leftMs(agent: Agent): number | undefined;
	/** Forgets agents that are not queued. */
	keep(isQueued: (id: AgentId) => boolean): void;
};

export function createRetryDelays(clock: Pick<Clock, 'now' | 'elapsedMs'>): RetryDelays {
	const delays = new Map<AgentId, {readonly notBefore: EpochMs; readonly dueMs: number}>();

	const leftMs = ({id, phase}: Agent): number | undefined => {
		if (phase.status !== 'queued' || phase.notBefore === undefined) {
			return undefined;
		}

		const {notBefore} = phase;
		const known = delays.get(id);

		if (known?.notBefore === notBefore) {
			return known.dueMs - clock.elapsedMs();
		}

		const waitMs = Math.min(notBefore - clock.now(), longestRetryDelayMs);
		delays.set(id, {notBefore, dueMs: clock.elapsedMs() + waitMs});
		return waitMs;
	};

	return {
		withoutPassed(agent) {
			const hasPassed = (leftMs(agent) ?? 1) <= 0;
			return hasPassed && agent.phase.status === 'queued'
				? {...agent, phase: {...agent.phase, notBefore: undefined}}
				: agent;
		},
		leftMs,
		keep(isQueued) {
			for (const id of [...delays.keys()].filter(each => !isQueued(each))) {
				delays.delete(id);
			}
		},
	};
}
