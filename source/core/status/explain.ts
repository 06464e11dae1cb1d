import {assertNever} from '../assert-never.ts';
import {type Agent, type LiveRun, liveRun, type RunEnd} from '../fleet/agent.ts';
import type {Fleet} from '../fleet/fleet.ts';
import {selectUsage} from '../fleet/selectors.ts';
import {formatClock, formatElapsed, formatNumberOf, formatUsd} from '../format.ts';
import type {EpochMs} from '../ids.ts';
import {agentOfStory} from './waiting.ts';
import {exitReason, selectReason, selectWaiting, type Waiting, waitingReason} from './why.ts';

/** The answer to "why is it in this state?". Holds words of agents: sanitise it before it is shown. */
export type Explanation = {
	/** The state and its reason, as a sentence. */
	readonly sentence: string;
	/** What led there, oldest first. */
	readonly events: readonly {readonly at: EpochMs; readonly text: string}[];
	/** What would move it on, a line each. */
	readonly next: readonly string[];
};

/** Explains an agent's state by the facts alone. */
export function explain(agent: Agent, fleet: Fleet, now: EpochMs): Explanation {
	const reason = selectReason(agent, fleet, now);
	const status = agent.phase.status.replace('-', ' ');
	return {
		// What a program or a file said may be a sentence already.
		sentence: `${status.charAt(0).toUpperCase()}${status.slice(1)}${reason ? `: ${reason.replace(/\.$/, '')}` : ''}.`,
		events: toEvents(agent, now),
		next: toNext(agent, fleet, now),
	};
}

type Happened = Explanation['events'][number];

function toEvents(agent: Agent, now: EpochMs): readonly Happened[] {
	const {lastEnd, phase} = agent;
	const live = liveRun(agent);
	const events: readonly Happened[] = [
		...(lastEnd ? ofLastRun(lastEnd, live ? agent.attempts - 1 : agent.attempts) : []),
		...(phase.status === 'queued' ? [{at: phase.since, text: `queued, ${queueWords[phase.cause.kind]}`}] : []),
		...(live ? ofLiveRun(agent, live, now) : []),
		...(phase.status === 'stopping' ? [{at: phase.since, text: `told to stop by ${phase.by}`}] : []),
	];
	return events.toSorted((a, b) => a.at - b.at);
}

function ofLastRun({exit, exitCode, startedAt, endedAt, swept}: RunEnd, attempt: number): readonly Happened[] {
	const reason = exitReason(exit);
	const how = reason === undefined ? exit.kind : `ended: ${reason}`;
	const code = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
	const left = `${formatNumberOf(swept, 'process', 'processes')} that it left ended with it`;
	return [
		{at: startedAt, text: `run ${attempt} started`},
		{at: endedAt, text: `it ${how}${code}`},
		...(swept > 0 ? [{at: endedAt, text: left}] : []),
	];
}

function ofLiveRun({attempts, lastEventAt, lastActivity}: Agent, live: LiveRun, now: EpochMs): readonly Happened[] {
	const pid = live.pid === undefined ? '' : `, process ${live.pid}`;
	return [
		{at: live.startedAt, text: `run ${attempts} ${beginnings[live.intent.kind]}${pid}`},
		...live.permissions.map(({askedAt, tool, summary}) => ({at: askedAt, text: `asked for ${tool}: ${summary}`})),
		...(lastEventAt !== undefined && lastActivity
			? [{at: lastEventAt, text: `last: ${lastActivity} (${formatElapsed(now - lastEventAt)} ago)`}]
			: []),
	];
}

const beginnings = {start: 'started', resume: 'resumed its session'} as const;

const queueWords = {
	user: 'because a person said so',
	retry: 'to try again after a failure',
	'stillborn-retry': 'to try again: it had not begun',
	'rate-limit': 'to go on once its quota opens',
	'session-gone': 'to start afresh: its session was gone',
	'undelivered-message': 'to be told a message that came too late',
	lost: 'to go on after its run was lost',
} as const;

function toNext(agent: Agent, fleet: Fleet, now: EpochMs): readonly string[] {
	const {phase} = agent;

	switch (phase.status) {
		case 'idle':
			return [agent.refusal === undefined ? 'starting it' : 'mending its story file'];
		case 'queued': {
			const waiting = selectWaiting(agent, fleet, now);
			return waiting ? whatMoves(waiting, fleet, now) : ['nothing holds it: it starts at once'];
		}

		case 'starting':
			return ['its program opening a session', 'killing it'];
		case 'running':
			return [
				...(phase.live.retry ? ['the API taking its request again'] : ['its own work']),
				...budgetLines(agent, fleet),
				'a message, or killing it',
			];
		case 'needs-input':
			return ['your answer', 'killing it'];
		case 'stopping':
			return ['its process ending: after a while it is made to'];
		case 'completed':
			return ['nothing more to do; starting it again, or resuming it with a message'];
		case 'failed':
		case 'stopped':
		case 'lost':
			return agent.session === undefined
				? ['starting it afresh']
				: ['resuming its session, also with a message', 'starting it afresh'];
		case 'rate-limited':
			return limitMoves(agent, fleet, now);
		default:
			return assertNever(phase);
	}
}

function whatMoves(waiting: Waiting, fleet: Fleet, now: EpochMs): readonly string[] {
	switch (waiting.kind) {
		case 'dependency':
		case 'dependency-failed': {
			const other = agentOfStory(fleet, waiting.story);
			const why = other && selectReason(other, fleet, now);
			return [`${waiting.story} being completed${why ? `, which is ${waiting.status}: ${why}` : ''}`];
		}

		case 'slot':
		case 'agent-slot':
			return ['one of these ending:', ...liveNames(fleet), 'a larger max_parallel'];
		case 'paused':
			return [waiting.reason === 'user' ? 'unpausing the queue' : waitingReason(waiting, now), 'starting it by force'];
		case 'budget':
			return ['a larger budget', 'starting it by force'];
		case 'time':
			return [
				`the time: ${formatClock(waiting.until, now)}, in ${formatElapsed(waiting.until - now)}`,
				'starting it by force',
			];
		case 'rate-limit':
			return [`the quota opening at ${formatClock(waiting.until, now)}`, 'starting it by force'];
		case 'story-live':
			return [`${waiting.agent} ending`];
		case 'story':
			return ['mending its story file'];
		default:
			return assertNever(waiting);
	}
}

function liveNames(fleet: Fleet): readonly string[] {
	return Object.values(fleet.agents)
		.filter(agent => liveRun(agent))
		.map(({id}) => `  ${id}`);
}

function budgetLines(agent: Agent, fleet: Fleet): readonly string[] {
	const budget = agent.budgetUsd ?? fleet.project?.budgets.storyUsd;
	const {usage, isEstimate} = selectUsage(agent);
	return budget === undefined
		? []
		: [`its budget: ${formatUsd(usage.costUsd ?? 0, isEstimate)} of ${formatUsd(budget)} is spent`];
}

function limitMoves({phase}: Agent, fleet: Fleet, now: EpochMs): readonly string[] {
	const resetsAt = 'end' in phase && phase.end.exit.kind === 'rate-limited' ? phase.end.exit.resetsAt : undefined;
	const at = resetsAt === undefined ? 'the quota opening' : `the quota opening at ${formatClock(resetsAt, now)}`;
	return fleet.project?.autoResume === false
		? [`${at}, and then you: auto_resume is off`]
		: [at, 'resuming it by force'];
}
