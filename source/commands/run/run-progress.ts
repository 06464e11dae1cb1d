import {type Agent, isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import {agentOfStory, needsPersonToStart} from '../../core/status/waiting.ts';
import {selectWaiting, waitingReason} from '../../core/status/why.ts';

/** How far an agent is that `towline run` waits for. */
export type RunProgress =
	/** It is running, or will start by itself. */
	| {readonly kind: 'in-progress'}
	/** Its last run has ended, and none follows. */
	| {readonly kind: 'finished'}
	/** It is queued, and nothing that is running or queued can make it start. */
	| {readonly kind: 'blocked'; readonly reason: string};

/** Tells blocked agents from waiting ones, so that `towline run` does not wait for a story that cannot start. */
export function selectRunProgress(agent: Agent, fleet: Fleet, now: EpochMs): RunProgress {
	const {status} = agent.phase;

	if (isLive(agent) || isResumedLater(agent, fleet)) {
		return {kind: 'in-progress'};
	}

	if (status !== 'queued') {
		return {kind: 'finished'};
	}

	const reason = blockedReason(agent, {fleet, now, visited: new Set()});
	return reason === undefined ? {kind: 'in-progress'} : {kind: 'blocked', reason};
}

type Context = {readonly fleet: Fleet; readonly now: EpochMs; readonly visited: ReadonlySet<AgentId>};

/** Why a queued agent will never start by itself; `undefined` if it will. Follows dependencies recursively. */
function blockedReason(agent: Agent, {fleet, now, visited}: Context): string | undefined {
	const waiting = selectWaiting(agent, fleet, now);

	if (!waiting) {
		return undefined;
	}

	const reason = waitingReason(waiting, now);

	if (needsPersonToStart(waiting)) {
		return reason;
	}

	if (waiting.kind !== 'dependency') {
		return undefined;
	}

	const dependency = agentOfStory(fleet, waiting.story);

	if (!dependency || visited.has(dependency.id)) {
		return reason;
	}

	if (isLive(dependency) || isResumedLater(dependency, fleet)) {
		return undefined;
	}

	return dependency.phase.status === 'queued' &&
		blockedReason(dependency, {fleet, now, visited: new Set([...visited, agent.id])}) === undefined
		? undefined
		: reason;
}

/** Whether the supervisor resumes the agent by itself once its rate limit resets. */
function isResumedLater(agent: Agent, fleet: Fleet): boolean {
	return agent.phase.status === 'rate-limited' && fleet.project?.autoResume === true && agent.isListed;
}
