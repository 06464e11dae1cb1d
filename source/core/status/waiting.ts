import {compareIds} from '../compare-ids.ts';
import {type Agent, type AgentStatus, isLive, type Phase} from '../fleet/agent.ts';
import type {Fleet, PauseReason, ScopedLimit} from '../fleet/fleet.ts';
import {isClosed, opensAt, type RateScope} from '../fleet/rate-limit.ts';
import {selectUsage} from '../fleet/selectors.ts';
import {statusTraits} from '../fleet/status.ts';
import type {AgentId, EpochMs, StoryId} from '../ids.ts';
import {selectWithoutSlot} from './slots.ts';
import {storyProblem} from './story-problem.ts';

/** What a queued agent waits for. Of several causes it is the one that a person would have to change first. */
export type Waiting =
	/** Its story file is gone or cannot be used, or towline.toml lacks its agent. */
	| {readonly kind: 'story'; readonly reason: string}
	/** Starts by itself once that story is completed. */
	| {readonly kind: 'dependency'; readonly story: StoryId; readonly status: AgentStatus | 'unknown'}
	/** That story did not complete, so only a person can make this one start. */
	| {readonly kind: 'dependency-failed'; readonly story: StoryId; readonly status: AgentStatus | 'unknown'}
	| {readonly kind: 'paused'; readonly reason: PauseReason; readonly detail: string | undefined}
	| {readonly kind: 'budget'; readonly spentUsd: number; readonly budgetUsd: number}
	/** Not before `until`: the back-off of a retry, or the stagger after a closed window. */
	| {readonly kind: 'time'; readonly until: EpochMs}
	| {
			readonly kind: 'rate-limit';
			readonly scope: RateScope;
			readonly window: string | undefined;
			readonly until: EpochMs;
	  }
	/** Another agent of the same story is live: one live run a story. */
	| {readonly kind: 'story-live'; readonly agent: AgentId}
	| {readonly kind: 'slot'; readonly taken: number; readonly of: number}
	| {readonly kind: 'agent-slot'; readonly name: string; readonly taken: number; readonly of: number};

/** Whether a queued agent waits for something that only a person can change. */
export function needsPersonToStart({kind}: Waiting): boolean {
	return waitsForPerson[kind];
}

const waitsForPerson: Readonly<Record<Waiting['kind'], boolean>> = {
	story: true,
	dependency: false,
	'dependency-failed': true,
	// A paused queue holds all stories; that is said once, above the table.
	paused: false,
	budget: true,
	time: false,
	'rate-limit': false,
	'story-live': false,
	slot: false,
	'agent-slot': false,
};

type Queued = Extract<Phase, {status: 'queued'}>;
type Context = {readonly fleet: Fleet; readonly now: EpochMs};

const noAgents: ReadonlySet<AgentId> = new Set();

/**
 * What a queued agent waits for; `undefined` if it may start now, or is not queued.
 * `starting` holds agents that are being started and whose `run-started` is not recorded yet: they take a slot like live ones.
 * A forced start ignores rate limits, budgets and a queue paused by a person or a budget, but not a full disk.
 */
export function selectWaiting(
	agent: Agent,
	fleet: Fleet,
	now: EpochMs,
	starting: ReadonlySet<AgentId> = noAgents,
): Waiting | undefined {
	if (agent.phase.status !== 'queued') {
		return undefined;
	}

	const {phase} = agent;
	return (
		waitsForStory(agent, phase, fleet) ??
		waitsForDependency(agent, fleet) ??
		waitsForPause(phase, fleet) ??
		waitsForBudget(agent, phase, fleet) ??
		waitsForTime(phase, now) ??
		waitsForWindow(agent, phase, {fleet, now}) ??
		waitsForSlot(agent, {fleet, now}, starting)
	);
}

/** The queued agents in their order of starting: by priority, then by rank, then by how long they have waited. */
export function selectQueue(fleet: Fleet): readonly Agent[] {
	return Object.values(fleet.agents)
		.flatMap(agent => (agent.phase.status === 'queued' ? [{agent, phase: agent.phase}] : []))
		.sort(
			(a, b) =>
				b.agent.priority - a.agent.priority ||
				a.phase.rank - b.phase.rank ||
				a.phase.since - b.phase.since ||
				compareIds(a.agent.id, b.agent.id),
		)
		.map(({agent}) => agent);
}

/** The agent whose status counts as the story's: the listed one, or the one that worked on it last. */
export function agentOfStory(fleet: Fleet, story: StoryId): Agent | undefined {
	let found: Agent | undefined;

	for (const agent of Object.values(fleet.agents)) {
		if (agent.story === story && (!found || isBetter(agent, found))) {
			found = agent;
		}
	}

	return found;
}

function isBetter(agent: Agent, other: Agent): boolean {
	return agent.isListed === other.isListed
		? (agent.lastEnd?.endedAt ?? 0) > (other.lastEnd?.endedAt ?? 0)
		: agent.isListed;
}

function waitsForStory(agent: Agent, phase: Queued, fleet: Fleet): Waiting | undefined {
	const problem = storyProblem(agent, phase.intent.kind, fleet);
	return problem && {kind: 'story', reason: problem.reason};
}

function waitsForDependency(agent: Agent, fleet: Fleet): Waiting | undefined {
	const unmet = agent.after
		.map(story => unmetDependency(story, fleet, new Set([agent.story])))
		.filter(waiting => waiting !== undefined);
	return unmet.find(({kind}) => kind === 'dependency-failed') ?? unmet[0];
}

/** Follows dependencies that are queued themselves, to find one that failed further up the chain. */
function unmetDependency(story: StoryId, fleet: Fleet, seen: Set<StoryId>): Waiting | undefined {
	const dependency = agentOfStory(fleet, story);
	const status = dependency?.phase.status ?? 'unknown';

	const outlook = status === 'unknown' ? 'hopeless' : statusTraits[status].asDependency;

	if (outlook === 'met') {
		return undefined;
	}

	if (outlook === 'hopeless' || dependency?.refusal !== undefined) {
		return {kind: 'dependency-failed', story, status};
	}

	if (status === 'queued' && dependency && !seen.has(story)) {
		seen.add(story);
		const behind = dependency.after.map(other => unmetDependency(other, fleet, seen));
		return behind.find(waiting => waiting?.kind === 'dependency-failed') ?? {kind: 'dependency', story, status};
	}

	return {kind: 'dependency', story, status};
}

/** If a person both forced a start and paused the queue, the later of the two counts. */
function waitsForPause(phase: Queued, fleet: Fleet): Waiting | undefined {
	const pause = fleet.pauses.find(
		({reason, since}) => reason === 'disk-full' || !phase.isForced || (reason === 'user' && since >= phase.since),
	);
	return pause && {kind: 'paused', reason: pause.reason, detail: pause.detail};
}

function waitsForBudget(agent: Agent, phase: Queued, fleet: Fleet): Waiting | undefined {
	const budgetUsd = agent.budgetUsd ?? fleet.project?.budgets.storyUsd;
	const spentUsd = selectUsage(agent).usage.costUsd;

	return budgetUsd !== undefined && spentUsd !== undefined && spentUsd >= budgetUsd && !phase.isForced
		? {kind: 'budget', spentUsd, budgetUsd}
		: undefined;
}

function waitsForTime(phase: Queued, now: EpochMs): Waiting | undefined {
	return phase.notBefore !== undefined && phase.notBefore > now ? {kind: 'time', until: phase.notBefore} : undefined;
}

/** Of several exhausted rate limits, the one that resets last counts. */
function waitsForWindow(agent: Agent, phase: Queued, {fleet, now}: Context): Waiting | undefined {
	if (phase.isForced) {
		return undefined;
	}

	const credential = credentialOf(agent, fleet);
	const windows = Object.values(fleet.limits).filter(
		({scope}) =>
			covers(scope, agent) &&
			(credential === undefined ? !isConfigured(scope, fleet) : scope.credential === credential),
	);
	const closed = windows.filter(({limit, at}) => isClosed(limit, at, now));
	const last = closed.toSorted((a, b) => opensAt(b.limit, b.at) - opensAt(a.limit, a.at))[0];

	// Without a configured login or a reported limit its account is unknown: it may start while any account is open.
	if (!last || (credential === undefined && hasOpenAccount(windows, closed))) {
		return undefined;
	}

	const {scope, limit, at} = last;
	return {kind: 'rate-limit', scope, window: limit.window, until: opensAt(limit, at)};
}

/** The account of an agent: the one that its configuration selects, or that of its last report. */
function credentialOf({name, credential}: Agent, {project}: Fleet): string | undefined {
	return project?.agents.find(agent => agent.name === name)?.credential ?? credential;
}

/** Whether an agent of the configuration has this account to itself. */
function isConfigured({credential}: RateScope, {project}: Fleet): boolean {
	return project?.agents.some(agent => agent.credential === credential) ?? false;
}

function covers(scope: RateScope, agent: Agent): boolean {
	return (
		scope.runtime === agent.runtime && (scope.model === undefined || (agent.model?.includes(scope.model) ?? false))
	);
}

function hasOpenAccount(windows: readonly ScopedLimit[], closed: readonly ScopedLimit[]): boolean {
	const exhausted = new Set(closed.map(({scope}) => scope.credential));
	return windows.some(({scope}) => !exhausted.has(scope.credential));
}

function waitsForSlot(agent: Agent, {fleet, now}: Context, starting: ReadonlySet<AgentId>): Waiting | undefined {
	const busy = Object.values(fleet.agents).filter(
		other => other.id !== agent.id && (isLive(other) || starting.has(other.id)),
	);
	const sameStory = busy.find(other => other.story === agent.story);

	if (sameStory) {
		return {kind: 'story-live', agent: sameStory.id};
	}

	const withoutSlot = selectWithoutSlot(fleet, now);
	const holders = busy.filter(({id}) => !withoutSlot.has(id));
	const of = fleet.project?.maxParallel ?? 0; // Nothing starts before the configuration was read.

	if (holders.length >= of) {
		return {kind: 'slot', taken: holders.length, of};
	}

	const own = fleet.project?.agents.find(({name}) => name === agent.name)?.maxParallel;
	const taken = holders.filter(({name}) => name === agent.name).length;
	return own !== undefined && taken >= own ? {kind: 'agent-slot', name: agent.name, taken, of: own} : undefined;
}
