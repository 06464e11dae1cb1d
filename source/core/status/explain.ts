import {assertNever} from '../assert-never.ts';
import {type Agent, type LiveRun, liveRun, type RunEnd} from '../fleet/agent.ts';
import type {QueueCause} from '../fleet/agent-event.ts';
import type {Fleet} from '../fleet/fleet.ts';
import type {PermissionSubject} from '../fleet/permission.ts';
import {toRequestText} from '../fleet/request-text.ts';
import type {StopCause} from '../fleet/run-exit.ts';
import {selectUsage} from '../fleet/selectors.ts';
import {traitsOf} from '../fleet/status.ts';
import {selectUnstorable} from '../fleet/unstorable.ts';
import {formatClock, formatElapsed, formatNumberOf, formatUsd} from '../format.ts';
import type {EpochMs} from '../ids.ts';
import {selectWithoutSlot} from './slots.ts';
import {agentOfStory} from './waiting.ts';
import {exitReason, selectReason, selectWaiting, type Waiting, waitingReason} from './why.ts';

/** Why an agent is in its status. Contains text from agents and files: sanitise it before showing it. */
export type Explanation = {
	/** The status and its reason, as a sentence. */
	readonly sentence: string;
	/** The events that led to it, oldest first. */
	readonly events: readonly {
		readonly at: EpochMs;
		readonly text: string;
		/** More about it, line by line: the whole of a request. */
		readonly lines?: readonly string[];
	}[];
	/** What would change it, one line each. */
	readonly next: readonly string[];
};

/** Explains an agent's status from the recorded facts. */
export function explain(agent: Agent, fleet: Fleet, now: EpochMs): Explanation {
	const reason = selectReason(agent, fleet, now);
	const status = traitsOf(agent).label;
	// A reason from a program or a file can end in a full stop already.
	const sentence = `${status.charAt(0).toUpperCase()}${status.slice(1)}${reason ? `: ${reason.replace(/\.$/, '')}` : ''}.`;
	return {
		sentence: [sentence, selectUnstorable(fleet, now)].filter(part => part !== undefined).join(' '),
		events: toEvents(agent, now),
		next: toNext(agent, fleet, now),
	};
}

type ExplainedEvent = Explanation['events'][number];

function toEvents(agent: Agent, now: EpochMs): readonly ExplainedEvent[] {
	const {phase} = agent;
	const live = liveRun(agent);
	const events: readonly ExplainedEvent[] = [
		...agent.pastRuns.flatMap((end, index) => pastRunEvents(end, index + 1)),
		...(phase.status === 'queued' ? [{at: phase.since, text: `queued ${queueWords[phase.cause.kind]}`}] : []),
		...(live ? liveRunEvents(agent, live, now) : []),
		...(phase.status === 'stopping' ? [{at: phase.since, text: `stop requested by ${stopRequesters[phase.by]}`}] : []),
	];
	return events.toSorted((a, b) => a.at - b.at);
}

function pastRunEvents(
	{exit, exitCode, startedAt, endedAt, swept, problems}: RunEnd,
	attempt: number,
): readonly ExplainedEvent[] {
	const reason = exitReason(exit);
	const outcome = reason === undefined ? exit.kind : `ended: ${reason}`;
	const code = exitCode === undefined ? '' : ` (exit code ${exitCode})`;
	const leftovers = `${formatNumberOf(swept, 'leftover process', 'leftover processes')} ended`;
	return [
		{at: startedAt, text: `run ${attempt} started`},
		...problems.map(text => ({at: startedAt, text})),
		{at: endedAt, text: `run ${attempt} ${outcome}${code}`},
		...(swept > 0 ? [{at: endedAt, text: leftovers}] : []),
	];
}

function liveRunEvents(
	{attempts, lastEventAt, lastActivity}: Agent,
	live: LiveRun,
	now: EpochMs,
): readonly ExplainedEvent[] {
	const pid = live.pid === undefined ? '' : `, process ${live.pid}`;
	return [
		{at: live.startedAt, text: `run ${attempts} ${beginnings[live.intent.kind]}${pid}`},
		...live.problems.map(text => ({at: live.startedAt, text})),
		...live.permissions.map(permission => ({
			at: permission.askedAt,
			text: `${wishes[permission.subject.kind]} ${permission.tool}:`,
			lines: toRequestText(permission),
		})),
		...(lastEventAt !== undefined && lastActivity
			? [{at: lastEventAt, text: `last activity: ${lastActivity} (${formatElapsed(now - lastEventAt)} ago)`}]
			: []),
	];
}

/** How a request is announced; the tool that it came with follows. */
const wishes: Readonly<Record<PermissionSubject['kind'], string>> = {
	command: 'asked permission for',
	edit: 'asked permission for',
	path: 'asked permission for',
	address: 'asked permission for',
	other: 'asked permission for',
	question: 'asked you a question with',
	plan: 'asked you to approve a plan with',
	form: 'asked you to fill in the form of',
};

const beginnings = {start: 'started', resume: 'resumed its session'} as const;

const queueWords = {
	user: 'by you',
	retry: 'to retry after a failure',
	'stillborn-retry': 'to retry: the last run exited before it opened a session',
	'rate-limit': 'to resume when its rate limit resets',
	'session-gone': 'to start a new session: the old one no longer exists',
	'undelivered-message': 'to deliver a message that its last run did not read',
	lost: 'to resume after its run was lost',
} as const satisfies Record<QueueCause['kind'], string>;

/** Who asked for the stop, or what. */
const stopRequesters: Readonly<Record<StopCause, string>> = {
	user: 'you',
	inactivity: 'the inactivity timeout',
	budget: 'the budget',
	shutdown: '`towline down`',
	system: 'the system, which ended the supervisor',
};

function toNext(agent: Agent, fleet: Fleet, now: EpochMs): readonly string[] {
	const {phase} = agent;

	switch (phase.status) {
		case 'idle':
			return [agent.refusal === undefined ? 'starting it' : 'correcting its story file'];
		case 'queued': {
			const waiting = selectWaiting(agent, fleet, now);
			return waiting ? nextForWaiting(waiting, fleet, now) : ['it starts at once: it waits for nothing'];
		}

		case 'starting':
			return ['its session opening', 'killing it'];
		case 'running':
			if (phase.live.interruption) {
				return ['sending it a message with m, which begins the next turn', 'killing it'];
			}

			return [
				...(phase.live.retry ? ['the API accepting its request'] : ['its turn ending']),
				...budgetLines(agent, fleet),
				'sending it a message, or killing it',
			];
		case 'needs-input':
			return ['your answer', 'killing it'];
		case 'stopping':
			return ['its process exiting; it is killed after 8 s'];
		case 'completed':
			return ['starting it again', 'resuming it with a message'];
		case 'failed':
		case 'stopped':
		case 'lost':
			return agent.session === undefined
				? ['starting it again']
				: ['resuming its session, with or without a message', 'starting it again in a new session'];
		case 'rate-limited':
			return nextForLimit(agent, fleet, now);
		default:
			return assertNever(phase);
	}
}

function nextForWaiting(waiting: Waiting, fleet: Fleet, now: EpochMs): readonly string[] {
	switch (waiting.kind) {
		case 'dependency':
		case 'dependency-failed': {
			const other = agentOfStory(fleet, waiting.story);
			const why = other && selectReason(other, fleet, now);
			return [`${waiting.story} completing${why ? `, which is ${waiting.status}: ${why}` : ''}`];
		}

		case 'slot':
		case 'agent-slot':
			return ['one of these ending, or waiting for you:', ...slotHolders(fleet, now), 'raising max_parallel'];
		case 'paused':
			return [
				waiting.reason === 'user' ? 'unpausing the queue' : waitingReason(waiting, now),
				'starting it now with s',
			];
		case 'budget':
			return ['raising its budget', 'starting it now with s'];
		case 'time':
			return [
				`the time: ${formatClock(waiting.until, now)}, in ${formatElapsed(waiting.until - now)}`,
				'starting it now with s',
			];
		case 'rate-limit':
			return [`the rate limit resetting at ${formatClock(waiting.until, now)}`, 'starting it now with s'];
		case 'story-live':
			return [`${waiting.agent} ending`];
		case 'story':
			return ['correcting its story file'];
		default:
			return assertNever(waiting);
	}
}

function slotHolders(fleet: Fleet, now: EpochMs): readonly string[] {
	const withoutSlot = selectWithoutSlot(fleet, now);
	return Object.values(fleet.agents)
		.filter(agent => liveRun(agent) && !withoutSlot.has(agent.id))
		.map(({id}) => `  ${id}`);
}

function budgetLines(agent: Agent, fleet: Fleet): readonly string[] {
	const budget = agent.budgetUsd ?? fleet.project?.budgets.storyUsd;
	const {usage, isEstimate} = selectUsage(agent);
	return budget === undefined
		? []
		: [`its budget running out: ${formatUsd(usage.costUsd ?? 0, isEstimate)} of ${formatUsd(budget)} is spent`];
}

function nextForLimit({phase}: Agent, fleet: Fleet, now: EpochMs): readonly string[] {
	const resetsAt = 'end' in phase && phase.end.exit.kind === 'rate-limited' ? phase.end.exit.resetsAt : undefined;
	const at =
		resetsAt === undefined ? 'the rate limit resetting' : `the rate limit resetting at ${formatClock(resetsAt, now)}`;
	return fleet.project?.autoResume === false
		? [`${at}; then resume it with r, because auto_resume is off`]
		: [at, 'resuming it now with r'];
}
