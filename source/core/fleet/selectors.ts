import {compareIds} from '../compare-ids.ts';
import {TowlineError} from '../errors.ts';
import type {AgentId, EpochMs, RunId} from '../ids.ts';
import {addUsage, isNoUsage, noUsage, type TokenUsage} from '../money/token-usage.ts';
import {type Agent, type AgentStatus, isLive, liveRun} from './agent.ts';
import type {Fleet} from './fleet.ts';

/** The agent of this id. Throws `AGENT_UNKNOWN`. */
export function knownAgent(fleet: Fleet, id: AgentId): Agent {
	const agent = fleet.agents[id];

	if (!agent) {
		throw new TowlineError('AGENT_UNKNOWN', `There is no agent ${id} in this project.`, {
			hint: '`towline ps` lists them.',
		});
	}

	return agent;
}

/** What an agent has used over all its runs, and whether part of it is still an estimate. */
export function selectUsage(agent: Agent): {readonly usage: TokenUsage; readonly isEstimate: boolean} {
	let usage = noUsage;
	let isEstimate = false;

	for (const entry of agent.ledger) {
		usage = addUsage(usage, entry.usage);
		isEstimate ||= entry.isEstimate && !isNoUsage(entry.usage);
	}

	return {usage, isEstimate};
}

/** The whole project's usage. */
export function selectTotal(fleet: Fleet): {readonly usage: TokenUsage; readonly isEstimate: boolean} {
	let usage = noUsage;
	let isEstimate = false;

	for (const agent of Object.values(fleet.agents)) {
		const own = selectUsage(agent);
		usage = addUsage(usage, own.usage);
		isEstimate ||= own.isEstimate;
	}

	return {usage, isEstimate};
}

/** How many agents are in each status; those whose story is gone and that never ran are not there. */
export function selectCounts(fleet: Fleet): Readonly<Record<AgentStatus, number>> {
	const counts: Record<AgentStatus, number> = {
		idle: 0,
		queued: 0,
		starting: 0,
		running: 0,
		'needs-input': 0,
		stopping: 0,
		completed: 0,
		failed: 0,
		stopped: 0,
		'rate-limited': 0,
		lost: 0,
	};

	for (const agent of selectRows(fleet)) {
		counts[agent.phase.status]++;
	}

	return counts;
}

/** The agents worth a row: listed, live, or with a history, in the order of their ids as people count (`9` before `10`). */
export function selectRows(fleet: Fleet): readonly Agent[] {
	return Object.values(fleet.agents)
		.filter(agent => agent.isListed || isLive(agent) || agent.lastEnd !== undefined)
		.sort((a, b) => compareIds(a.id, b.id));
}

/** How long all runs of an agent have taken, as its cost is that of all its runs; `undefined` before the first one. */
export function selectWorkedMs(agent: Agent, now: EpochMs): number | undefined {
	const pastMs = agent.pastRuns.reduce((sum, {startedAt, endedAt}) => sum + Math.max(0, endedAt - startedAt), 0);
	const liveMs = selectLiveMs(agent, now);
	return liveMs === undefined && agent.pastRuns.length === 0 ? undefined : pastMs + (liveMs ?? 0);
}

/** How long the live run has taken; `undefined` without one. */
export function selectLiveMs(agent: Agent, now: EpochMs): number | undefined {
	const live = liveRun(agent);
	return live && Math.max(0, now - live.startedAt);
}

/** Every run of an agent that is known, oldest first; the live one is the last. */
export function selectRuns(agent: Agent): readonly RunId[] {
	const live = liveRun(agent);
	return [...agent.pastRuns.map(({run}) => run), ...(live ? [live.run] : [])];
}
