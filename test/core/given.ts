import type {
	AgentEvent,
	AgentFact,
	FleetFact,
	Intent,
	ProjectFacts,
	Recorded,
	RecordedFact,
	RunFact,
} from '../../source/core/fleet/agent-event.ts';
import {evolveAll} from '../../source/core/fleet/evolve.ts';
import {emptyFleet, type Fleet} from '../../source/core/fleet/fleet.ts';
import type {Permission} from '../../source/core/fleet/permission.ts';
import type {RunExit, TurnResult} from '../../source/core/fleet/run-exit.ts';
import type {AgentId, EpochMs, RunId, SessionId} from '../../source/core/ids.ts';
import {noUsage, type TokenUsage} from '../../source/core/money/token-usage.ts';

/** The agent and run that facts are about unless a test says otherwise. */
export const coder = '42_login:coder' as AgentId;
export const reviewer = '43_search:reviewer' as AgentId;
export const firstRun = 'rfirst001' as RunId;
export const secondRun = 'rsecond02' as RunId;
export const session = '0b6f3c1e-5d5d-4a52-9d3c-4c8b8f0f5f7a' as SessionId;
/** When the first fact is recorded; each further one comes a second later. */
export const noon = Date.UTC(2026, 6, 1, 12) as EpochMs;

export const storyRead: FleetFact = {
	type: 'story-read',
	title: 'Log in with a passkey',
	runtime: 'claude-code',
	after: [],
	priority: 0,
	budgetUsd: undefined,
};
export const runQueued: FleetFact = {type: 'run-queued', intent: {kind: 'start'}, cause: {kind: 'user'}};
export const sessionOpened: RunFact = {
	type: 'session-opened',
	session,
	model: 'claude-opus-4-8',
	programVersion: '2.1.301',
};
export const runStopping: RunFact = {type: 'run-stopping', by: 'user'};

/** A run's start; `change` says what is different this time. */
export function runStarted(change: Partial<Extract<RunFact, {type: 'run-started'}>> = {}): RunFact {
	const intent: Intent = {kind: 'start'};
	return {
		type: 'run-started',
		attempt: 1,
		intent,
		cwd: '/project',
		branch: 'towline/42_login',
		isUnattended: false,
		...change,
	};
}

export function runEnded(exit: RunExit = {kind: 'completed'}): RunFact {
	return {type: 'run-ended', exit, exitCode: exit.kind === 'completed' ? 0 : 1, signal: undefined, swept: 0};
}

/** What a turn that went well came to. */
export const goodTurn: TurnResult = {
	isError: false,
	outcome: 'success',
	text: 'Done.',
	apiStatus: undefined,
	isSessionUnknown: false,
	isLoginNeeded: false,
};

export function turnEnded(result: Partial<TurnResult> = {}): RunFact {
	return {type: 'turn-ended', result: {...goodTurn, ...result}};
}

export function usage(change: Partial<TokenUsage> = {}): TokenUsage {
	return {...noUsage, ...change};
}

/** A report of what the run has used so far; an estimate unless `isEstimate` is false. */
export function usageReported(used: Partial<TokenUsage>, isEstimate = true): RunFact {
	return {type: 'usage-reported', usage: usage(used), models: {}, isEstimate};
}

export function permission(requestId = 'request-1'): Permission {
	return {
		requestId,
		tool: 'Bash',
		summary: 'npm test',
		subject: {kind: 'command', command: 'npm test'},
		details: [],
		isWhole: true,
		editable: 'npm test',
		target: {kind: 'command', value: 'npm test'},
		input: {command: 'npm test'},
		reason: undefined,
		alwaysLabel: undefined,
		suggestions: undefined,
		toolId: 'tool-1',
		askedAt: noon,
	};
}

export const project: ProjectFacts = {
	name: 'shop',
	root: '/project',
	stories: '/home/ada/shop/stories',
	base: 'main',
	maxParallel: 4,
	maxRetries: 2,
	autoResume: true,
	budgets: {},
	agents: [
		{name: 'coder', runtime: 'claude-code'},
		{name: 'reviewer', runtime: 'claude-code'},
	],
};

/** A fact, and about whom where it is not `coder` in its first run. */
export type Given = AgentFact | {readonly event: AgentFact; readonly agent?: AgentId; readonly run?: RunId};

/**
 * Stamps facts as a supervisor would: `seq` from `firstSeq`, a second apart. A fact about a run belongs to `firstRun` of
 * `coder`, one about a story to `coder`, one about the project to nobody.
 */
export function recordedFacts(given: readonly Given[], firstSeq = 1): readonly RecordedFact[] {
	const positions = new Map<RunId | undefined, number>();
	return given.map((item, index) => {
		const {event, agent, run} = 'event' in item ? item : {event: item};
		const ofProject = isAboutProject(event);
		const isOfRun = !ofProject && !isAboutStory(event);
		const owner = ofProject ? undefined : (agent ?? coder);
		const ownRun = isOfRun ? (run ?? firstRun) : undefined;
		const position = positions.get(ownRun) ?? 0;
		positions.set(ownRun, position + 1);
		return {
			seq: firstSeq + index,
			position,
			at: (noon + (firstSeq - 1 + index) * 1000) as EpochMs,
			...(owner === undefined ? {} : {agent: owner}),
			...(ownRun === undefined ? {} : {run: ownRun}),
			event,
		};
	});
}

/** The fleet after these facts, from nothing. */
export function fleetAfter(...given: readonly Given[]): Fleet {
	return evolveAll(emptyFleet, recordedFacts(given));
}

/** An event of `firstRun` at a position, as it is logged and sent. */
export function recorded<Event extends AgentEvent>(event: Event, position: number): Recorded<Event> {
	return {position, at: (noon + position * 1000) as EpochMs, agent: coder, run: firstRun, event};
}

function isAboutProject({type}: AgentFact): boolean {
	return ['project-configured', 'queue-paused', 'queue-unpaused', 'notice-raised'].includes(type);
}

function isAboutStory({type}: AgentFact): boolean {
	return type.startsWith('story-') || ['run-queued', 'run-dequeued', 'queue-moved', 'agent-seen'].includes(type);
}
