import type {Draft} from '../../source/core/commands/decide.ts';
import type {
	AgentFact,
	FleetFact,
	Intent,
	ProjectFacts,
	Recorded,
	RecordedFact,
	RunEvent,
} from '../../source/core/fleet/agent-event.ts';
import {isFact} from '../../source/core/fleet/event-kinds.ts';
import {evolveAll} from '../../source/core/fleet/evolve.ts';
import {emptyFleet, type Fleet} from '../../source/core/fleet/fleet.ts';
import type {Permission} from '../../source/core/fleet/permission.ts';
import type {RateLimit} from '../../source/core/fleet/rate-limit.ts';
import type {RunExit} from '../../source/core/fleet/run-exit.ts';
import type {AgentId, EpochMs, RunId, SessionId, StoryId} from '../../source/core/ids.ts';
import type {TokenUsage} from '../../source/core/money/token-usage.ts';
import {toFields} from '../../source/runtimes/claude-code/fields.ts';
import {readContent} from '../../source/runtimes/claude-code/tools/subject.ts';

/** The first time in every history: 2026-03-02 12:00 UTC. */
export const start = Date.UTC(2026, 2, 2, 12) as EpochMs;

export const project: ProjectFacts = {
	name: 'shop',
	root: '/home/ada/shop',
	stories: '/home/ada/shop/stories',
	base: 'main',
	maxParallel: 4,
	maxRetries: 3,
	autoResume: true,
	budgets: {},
	agents: [
		{name: 'coder', runtime: 'claude-code'},
		{name: 'writer', runtime: 'claude-code'},
	],
};

/** Builds a history as the supervisor records it: dense `seq`, positions per run, times set by the test. */
export class History {
	#at: number = start;
	readonly facts: RecordedFact[] = [];
	/** What each run's text stream would send, facts of the run included. */
	readonly texts = new Map<RunId, Recorded<RunEvent>[]>();

	constructor(facts: Partial<ProjectFacts> = {}) {
		this.project({type: 'project-configured', project: {...project, ...facts}});
	}

	get now(): EpochMs {
		return this.#at as EpochMs;
	}

	get fleet(): Fleet {
		return evolveAll(emptyFleet, this.facts);
	}

	/** Advances the time. */
	wait(seconds: number): this {
		this.#at += seconds * 1000;
		return this;
	}

	/** Records a fact about the whole project. */
	project(event: FleetFact): this {
		this.#keepFact(event, {});
		return this;
	}

	/** The part of one agent; its story needs no file yet. */
	agent(id: string): AgentHistory {
		return new AgentHistory(this, id as AgentId);
	}

	/** Records a fact about a story. */
	ofStory(agent: AgentId, event: FleetFact): void {
		this.#keepFact(event, {agent});
	}

	/** Records an event of a run. */
	ofRun(agent: AgentId, run: RunId, event: RunEvent): void {
		const events = this.texts.get(run) ?? [];
		const recorded: Recorded<RunEvent> = {position: events.length, at: this.now, agent, run, event};
		this.texts.set(run, [...events, recorded]);

		if (isFact(event)) {
			this.#keepFact(event, {agent, run});
		}
	}

	/** Records the drafts of a decision. */
	record({agent, run, event}: Draft): void {
		this.#keepFact(event, {...(agent && {agent}), ...(run && {run})});
	}

	#keepFact(event: AgentFact, about: {readonly agent?: AgentId; readonly run?: RunId}): void {
		const seq = this.facts.length + 1;
		this.facts.push({seq, position: seq - 1, at: this.now, ...about, event});
	}
}

/** The part of one agent in a history; every step returns it, so that calls can be chained. */
export class AgentHistory {
	#run = '' as RunId;
	#runs = 0;
	readonly #history: History;
	readonly id: AgentId;

	constructor(history: History, id: AgentId) {
		this.#history = history;
		this.id = id;
	}

	get run(): RunId {
		return this.#run;
	}

	wait(seconds: number): this {
		this.#history.wait(seconds);
		return this;
	}

	/** Any fact about the story, not about a run. */
	fact(event: FleetFact): this {
		this.#history.ofStory(this.id, event);
		return this;
	}

	/** Any event of the current run. */
	event(event: RunEvent): this {
		this.#history.ofRun(this.id, this.#run, event);
		return this;
	}

	listed(
		title: string,
		story: {readonly after?: readonly string[]; readonly priority?: number; readonly budgetUsd?: number} = {},
	): this {
		return this.fact({
			type: 'story-read',
			title,
			runtime: 'claude-code',
			after: (story.after ?? []) as readonly string[] as readonly StoryId[],
			priority: story.priority ?? 0,
			budgetUsd: story.budgetUsd,
		});
	}

	queued(options: {readonly notBefore?: EpochMs; readonly isForced?: boolean} = {}): this {
		return this.fact({type: 'run-queued', intent: {kind: 'start'}, cause: {kind: 'user'}, ...options});
	}

	started(intent: Intent = {kind: 'start'}): this {
		this.#runs++;
		this.#run = `r${this.id.replace(/[^a-z0-9]/gi, '')}${this.#runs}` as RunId;
		const [story = ''] = this.id.split(':');
		const place = {cwd: `.towline/worktrees/${story}`, branch: `towline/${story}`};
		return this.event({
			type: 'run-started',
			attempt: this.#runs,
			intent,
			...place,
			isUnattended: false,
		}).event({type: 'process-started', pid: 4100 + this.#runs, pidStart: '1', ...place});
	}

	opened(session: string, model = 'claude-sonnet-5'): this {
		return this.event({type: 'session-opened', session: session as SessionId, model, programVersion: '2.1.300'});
	}

	/** Queued, started and opened at once. */
	running(session: string): this {
		return this.queued().started().opened(session);
	}

	used(input: number, output: number, costUsd: number | undefined, isEstimate = false): this {
		const usage: TokenUsage = {input, output, cacheRead: 0, cacheWrite: 0, costUsd};
		return this.event({
			type: 'usage-reported',
			usage,
			models: {},
			isEstimate,
			contextTokens: input,
			contextWindow: 200_000,
		});
	}

	thinks(text: string, block = text): this {
		return this.event({type: 'thinking-streamed', block, text});
	}

	says(text: string, block = text): this {
		return this.event({type: 'output-streamed', block, text});
	}

	/** A tool call; without an outcome it is still running. */
	calls(tool: string, summary: string, outcome?: string, isError = false): this {
		const toolId = `${tool}-${summary}`;
		this.event({type: 'tool-started', toolId, tool, summary});
		return outcome === undefined ? this : this.event({type: 'tool-finished', toolId, isError, outcome});
	}

	asks(permission: Partial<Permission> & {readonly tool: string; readonly summary: string}): this {
		const {tool, summary} = permission;
		const input = 'input' in permission ? permission.input : {command: summary};
		return this.event({
			type: 'permission-asked',
			permission: {
				requestId: `ask-${summary}`,
				input,
				...readContent(tool, toFields(input) ?? {}),
				reason: undefined,
				alwaysLabel: undefined,
				suggestions: undefined,
				toolId: undefined,
				askedAt: this.#history.now,
				...permission,
			},
		});
	}

	limited(limit: Partial<RateLimit>, model?: string, credential = '~/.claude'): this {
		return this.event({
			type: 'rate-limit-reported',
			scope: {runtime: 'claude-code', credential, model},
			limit: {
				status: 'allowed',
				window: 'five_hour',
				resetsAt: undefined,
				isUsingOverage: false,
				windows: {},
				...limit,
			},
		});
	}

	ended(exit: RunExit, newCommits?: number): this {
		return this.event({
			type: 'run-ended',
			exit,
			exitCode: exit.kind === 'completed' ? 0 : 1,
			signal: undefined,
			swept: 0,
			...(newCommits === undefined ? {} : {newCommits}),
		});
	}
}

/** Minutes after the beginning. */
export function minutesIn(minutes: number): EpochMs {
	return (start + minutes * 60_000) as EpochMs;
}
