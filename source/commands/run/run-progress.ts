import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import {agentOfStory} from '../../core/status/waiting.ts';
import {selectWaiting, waitingReason} from '../../core/status/why.ts';

/** What is to be expected of an agent that `towline run` waits for. */
export type RunProgress =
	/** It runs, or will by itself. */
	| {readonly kind: 'going'}
	/** Its last run has ended, and no other follows. */
	| {readonly kind: 'over'}
	/** It is queued, and nothing that runs can bring it on. */
	| {readonly kind: 'stuck'; readonly reason: string};

/** Looks ahead, so that waiting for stories never hangs on one that cannot start. */
export function selectRunProgress(agent: Agent, fleet: Fleet, now: EpochMs): RunProgress {
	const {status} = agent.phase;

	if (isLive(agent) || isResumedLater(agent, fleet)) {
		return {kind: 'going'};
	}

	if (status !== 'queued') {
		return {kind: 'over'};
	}

	const reason = stuckReason(agent, {fleet, now, asked: new Set()});
	return reason === undefined ? {kind: 'going'} : {kind: 'stuck', reason};
}

type Asking = {readonly fleet: Fleet; readonly now: EpochMs; readonly asked: ReadonlySet<AgentId>};

/** Why a queued agent will never start by itself; `undefined` if it will. */
function stuckReason(agent: Agent, {fleet, now, asked}: Asking): string | undefined {
	const waiting = selectWaiting(agent, fleet, now);

	switch (waiting?.kind) {
		case 'story':
		case 'dependency-failed':
		case 'budget':
			return waitingReason(waiting, now);
		case 'dependency': {
			const dependency = agentOfStory(fleet, waiting.story);
			const reason = waitingReason(waiting, now);

			if (!dependency || asked.has(dependency.id)) {
				return reason;
			}

			if (isLive(dependency) || isResumedLater(dependency, fleet)) {
				return undefined;
			}

			return dependency.phase.status === 'queued' &&
				stuckReason(dependency, {fleet, now, asked: new Set([...asked, agent.id])}) === undefined
				? undefined
				: reason;
		}

		default:
			return undefined;
	}
}

/** A closed window opens again, and the supervisor then goes on by itself. */
function isResumedLater(agent: Agent, fleet: Fleet): boolean {
	return agent.phase.status === 'rate-limited' && fleet.project?.autoResume === true && agent.isListed;
}
