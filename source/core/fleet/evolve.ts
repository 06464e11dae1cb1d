import {assertNever} from '../assert-never.ts';
import {type AgentId, splitAgentId} from '../ids.ts';
import {addSpending} from '../money/spending.ts';
import {type Agent, liveRun, restingPhase} from './agent.ts';
import type {FleetFact, RecordedFact} from './agent-event.ts';
import {isKnownFact, isRunFact} from './event-kinds.ts';
import {evolveRun} from './evolve-run.ts';
import type {Fleet} from './fleet.ts';
import {scopeKey} from './rate-limit.ts';

/** How many notices the fleet holds; older ones are only in the log. */
const noticesKept = 20;

/**
 * Folds one fact into the fleet. Never throws: logs are folded again after a crash, so a fact that is older than the fleet
 * is skipped, one about a run that has ended changes only what it may, and one of an unknown type only raises `seq`.
 */
export function evolve(fleet: Fleet, recorded: RecordedFact): Fleet {
	if (recorded.seq <= fleet.seq) {
		return fleet;
	}

	if (!isKnownFact(recorded.event)) {
		return {...fleet, seq: recorded.seq};
	}

	const next = {...fleet, seq: recorded.seq, limits: evolveLimits(fleet.limits, recorded)};

	if (recorded.agent === undefined) {
		return evolveProject(next, recorded);
	}

	const before = fleet.agents[recorded.agent];
	const after = evolveAgent(before ?? newAgent(recorded.agent), recorded);
	return {
		...next,
		spending: addSpending(fleet.spending, {before, after, at: recorded.at}),
		agents: {...fleet.agents, [recorded.agent]: after},
	};
}

/** Folds several facts in order. */
export function evolveAll(fleet: Fleet, facts: Iterable<RecordedFact>): Fleet {
	let current = fleet;

	for (const fact of facts) {
		current = evolve(current, fact);
	}

	return current;
}

function newAgent(id: AgentId): Agent {
	const {story, agentName} = splitAgentId(id);
	return {
		id,
		story,
		name: agentName,
		title: story,
		runtime: '',
		after: [],
		priority: 0,
		budgetUsd: undefined,
		isListed: false,
		refusal: undefined,
		phase: {status: 'idle'},
		session: undefined,
		sessions: [],
		model: undefined,
		programVersion: undefined,
		credential: undefined,
		attempts: 0,
		lastEnd: undefined,
		pastRuns: [],
		ledger: [],
		contextTokens: undefined,
		contextWindow: undefined,
		lastActivity: undefined,
		lastEventAt: undefined,
		cwd: undefined,
		branch: undefined,
		changes: undefined,
	};
}

function evolveLimits(limits: Fleet['limits'], {event, at}: RecordedFact): Fleet['limits'] {
	return event.type === 'rate-limit-reported'
		? {...limits, [scopeKey(event.scope)]: {scope: event.scope, limit: event.limit, at}}
		: limits;
}

function evolveProject(fleet: Fleet, {event, at}: RecordedFact): Fleet {
	switch (event.type) {
		case 'project-configured':
			return {...fleet, project: event.project};
		case 'queue-paused': {
			const others = fleet.pauses.filter(pause => pause.reason !== event.reason);
			return {...fleet, pauses: [...others, {reason: event.reason, detail: event.detail, since: at}]};
		}

		case 'queue-unpaused':
			return {...fleet, pauses: fleet.pauses.filter(pause => pause.reason !== event.reason)};
		case 'notice-raised': {
			const notice = {at, level: event.level, text: event.text};
			return {...fleet, notices: [...fleet.notices, notice].slice(-noticesKept)};
		}

		default:
			return fleet;
	}
}

function evolveAgent(agent: Agent, recorded: RecordedFact): Agent {
	const {event, at, run} = recorded;

	if (isRunFact(event)) {
		return run === undefined ? agent : evolveRun(agent, {event, at, run});
	}

	return evolveStory(agent, event, at);
}

function evolveStory(agent: Agent, event: FleetFact, at: RecordedFact['at']): Agent {
	switch (event.type) {
		case 'story-read':
			return {
				...agent,
				title: event.title,
				runtime: event.runtime,
				after: event.after,
				priority: event.priority,
				budgetUsd: event.budgetUsd,
				isListed: true,
				refusal: undefined,
			};
		case 'story-removed':
			return {...agent, isListed: false};
		case 'story-refused':
			return {...agent, isListed: true, refusal: event.reason};
		case 'run-queued':
			return liveRun(agent) ? agent : queued(agent, event, at);
		case 'run-dequeued':
			return dequeued(agent, at);
		case 'queue-moved':
			return agent.phase.status === 'queued' ? {...agent, phase: {...agent.phase, rank: event.rank}} : agent;
		case 'agent-seen':
			return seen(agent);
		case 'project-configured':
		case 'queue-paused':
		case 'queue-unpaused':
		case 'notice-raised':
			return agent;
		default:
			return assertNever(event);
	}
}

function queued(agent: Agent, event: Extract<FleetFact, {type: 'run-queued'}>, at: RecordedFact['at']): Agent {
	const {intent, cause, notBefore, isUnattended = false, isForced = false} = event;
	return {
		...agent,
		lastEventAt: at,
		phase: {status: 'queued', since: at, intent, cause, notBefore, isUnattended, isForced, rank: 0},
	};
}

/** A queued agent returns to the status of its last run; a rate-limited one becomes `stopped` and is not resumed. */
function dequeued(agent: Agent, at: RecordedFact['at']): Agent {
	switch (agent.phase.status) {
		case 'queued':
			return {...agent, lastEventAt: at, phase: restingPhase(agent.lastEnd)};
		case 'rate-limited':
			return {...agent, lastEventAt: at, phase: {status: 'stopped', end: agent.phase.end}};
		default:
			return agent;
	}
}

function seen(agent: Agent): Agent {
	if (!agent.lastEnd?.isUnseen) {
		return agent;
	}

	const lastEnd = {...agent.lastEnd, isUnseen: false};
	return {...agent, lastEnd, phase: 'end' in agent.phase ? {...agent.phase, end: lastEnd} : agent.phase};
}
