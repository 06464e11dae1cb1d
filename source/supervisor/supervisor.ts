import {chooseSession} from '../core/commands/choose-session.ts';
import type {Command} from '../core/commands/command.ts';
import {decide} from '../core/commands/decide.ts';
import {whyNot} from '../core/commands/why-not.ts';
import {TowlineError} from '../core/errors.ts';
import {type Agent, liveRun} from '../core/fleet/agent.ts';
import type {Recorded, RecordedFact, RunEvent} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import {withLost} from '../core/fleet/lost.ts';
import {knownAgent, selectRuns} from '../core/fleet/selectors.ts';
import {withUnstored} from '../core/fleet/unstorable.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {LedgerRow} from '../core/money/ledger.ts';
import type {Launcher, Resources, RunCustody} from '../launchers/launcher.ts';
import type {ProjectConfig} from '../project/config/config.ts';
import {readDiff} from '../project/git/changes.ts';
import {findWorktree} from '../project/worktree/worktree.ts';
import type {Environment} from '../runtimes/runtime.ts';
import type {Store} from '../store/store.ts';
import type {Clock} from './clock.ts';
import {refuseOpenSession} from './open-session.ts';
import type {ProjectWatch} from './project/project-watch.ts';
import {createRunReader, type RunSlice} from './runs/run-reader.ts';
import {handOver, type ShutDownCause, shutDown} from './shut-down.ts';
import {type Parts, startUp} from './startup.ts';

/** The long-lived owner of a project's agents, as its API sees it. */
export type Supervisor = {
	fleet(): Fleet;
	/**
	 * Decides about a command, records its facts and carries out its effects, if its facts could be stored. Before a start or a resume it reads the project's
	 * files again. `environment` is for the agents that the command starts. Throws the refusal of `decide`.
	 */
	execute(command: Command, environment?: Environment): Promise<void>;
	/** Sets the environment for runs that no command starts, such as those resumed after a crash. */
	offerEnvironment(environment: Environment): void;
	/** Calls `listener` after each stored batch. Returns a function that unsubscribes. */
	subscribe(listener: (batch: readonly Recorded[]) => void): () => void;
	/** Calls `listener` when facts cannot be stored and `fleet` says so, though no fact does. Returns a function that unsubscribes. */
	onceUnstored(listener: () => void): () => void;
	/** Facts after `since`, in order, at most `limit`. */
	readFacts(since: number, limit: number): readonly RecordedFact[];
	/** The agent's live run, or its last one. */
	currentRun(agent: AgentId): RunId | undefined;
	/** Every run of the agent, oldest first. */
	runsOf(agent: AgentId): readonly RunId[];
	/** The position of the run's next event. */
	nextPosition(agent: AgentId, run: RunId): Promise<number>;
	/** Events of a run from `position` on, at most `limit`; recent ones from memory, others from the log. */
	readRun(slice: RunSlice): Promise<readonly Recorded<RunEvent>[]>;
	readLedger(): readonly LedgerRow[];
	/** What the processes of each live run used at the last check. */
	resources(): Readonly<Record<RunId, Resources>>;
	/** An agent's changes against its base, as `git diff` writes them. Throws `AGENT_UNKNOWN`, `WORKTREE_FAILED`. */
	readDiff(agent: AgentId): Promise<string>;
	/** Resolves once the runs that an earlier supervisor left are ended. Commands wait for it by themselves. */
	readonly ready: Promise<void>;
	/** Whether the supervisor may exit: no agent is live, queued, or waiting for a rate limit to end. */
	isIdle(): boolean;
	/**
	 * Ends every agent and closes the store. Resolves to the number of processes ended.
	 * With `keep`, throws `STILL_RUNNING` while any agent is live. `by` is `shutdown` unless given.
	 */
	shutDown(options: {readonly keep: boolean; readonly by?: ShutDownCause}): Promise<number>;
	/** What an agent prints cannot be kept: agents stand still, as when facts cannot be stored. */
	reportUnstorable(error: unknown): void;
	/** Closes the store and leaves every agent at work, for the next supervisor. */
	handOver(): Promise<void>;
};

export type SupervisorOptions = {
	/** The configuration and the stories, read again when they change. */
	readonly project: ProjectWatch;
	readonly store: Store;
	readonly launcher: Launcher;
	readonly custody: RunCustody;
	readonly clock: Clock;
	/** Used for runs that no command sent an environment for. */
	readonly environment: Environment;
	/** What was repaired when the store was opened, one sentence each. */
	readonly repairs: readonly string[];
	/** An unexpected error, for the supervisor's log. */
	readonly onFault: (error: unknown) => void;
	/** Nothing can be stored, and not because the disk is full: the process must exit; the next supervisor repairs the database. */
	readonly onHopeless: (error: unknown) => void;
};

/**
 * Starts a project's supervisor: takes over the runs that an earlier one left, records the stories and starts the queue. It can be
 * asked while it still ends what lost runs left, and shows those as lost; commands wait until it is ready.
 */
export async function createSupervisor(options: SupervisorOptions): Promise<Supervisor> {
	const {project, store, custody} = options;
	const parts = await startUp(options);
	const {recorder, runs, environments, begin, held, ready} = parts;
	let isReady = false;
	void ready.then(
		() => (isReady = true),
		() => {}, // Who waits for it hears of it.
	);
	const fleet = () =>
		withUnstored(isReady ? recorder.fleet() : withLost(recorder.fleet(), held), parts.disk.unstored());
	const reader = createRunReader({store, recorder, root: project.config().root});
	let ending: Promise<number> | undefined;

	return {
		fleet,
		async execute(command, environment) {
			if (environment) {
				environments.offer(environment, 'agent' in command ? command.agent : undefined);
				begin();
			}

			await ready;

			// Only these need the files. The others must work while towline.toml cannot be read.
			if (command.type === 'start' || command.type === 'resume') {
				await project.refresh();
			}

			if (command.type === 'resume') {
				await refuseToShareSession(command, options, parts);
			}

			refuseWhileEnding(ending);
			const {drafts, effects} = decide(command, fleet(), () => crypto.randomUUID());
			// What cannot be stored is refused, and not done.
			recorder.recordNow(drafts);
			runs.perform(effects);
		},
		offerEnvironment(environment) {
			environments.offer(environment);
			begin();
		},
		subscribe: recorder.subscribe,
		onceUnstored: parts.disk.onceUnstored,
		readFacts: (since, limit) => store.readFacts(since, limit),
		currentRun: id => reader.currentRun(fleet().agents[id]),
		runsOf: id => {
			const agent = fleet().agents[id];
			return agent ? selectRuns(agent) : [];
		},
		nextPosition: reader.nextPosition,
		readRun: reader.readRun,
		readLedger: () => store.readLedger(),
		resources: () => resourcesOf(fleet(), custody),
		readDiff: async id => readStoryDiff(knownAgent(fleet(), id), project.config()),
		ready,
		isIdle: () =>
			isReady && Object.values(fleet().agents).every(agent => isAtRest(agent, project.config().limits.autoResume)),
		async shutDown({keep, by = 'shutdown'}) {
			await ready;
			refuseToKeep(keep, runs.size);
			ending ??= shutDown(options, parts, by);
			return ending;
		},
		reportUnstorable: error => parts.disk.onUnstorable(error),
		async handOver() {
			await ready;
			ending ??= handOver(options, parts).then(() => 0);
			await ending;
		},
	};
}

function refuseWhileEnding(ending: Promise<number> | undefined): void {
	if (ending) {
		throw new TowlineError('SUPERVISOR_GONE', 'The supervisor is shutting down.', {
			hint: 'Run the command again in a moment; that starts a new supervisor.',
		});
	}
}

function refuseToKeep(keep: boolean, running: number): void {
	if (keep && running > 0) {
		throw new TowlineError(
			'STILL_RUNNING',
			`The supervisor does not exit: ${running} ${running === 1 ? 'agent is' : 'agents are'} still running.`,
			{
				hint: '`towline kill --all` ends the agents; `towline down` ends the agents and the supervisor.',
			},
		);
	}
}

/** Refuses a session that is open elsewhere before anything is queued. What `decide` refuses is left to it. */
async function refuseToShareSession(
	command: Extract<Command, {type: 'resume'}>,
	{project}: SupervisorOptions,
	{recorder, environments}: Parts,
): Promise<void> {
	const fleet = recorder.fleet();
	const agent = knownAgent(fleet, command.agent);
	const session = chooseSession(agent, command.session);

	if (command.evenIfOpen || typeof session !== 'string' || whyNot(command, agent, fleet)) {
		return;
	}

	const agentConfig = project.agentConfigOf(agent);
	const env = {...environments.of(agent.id), ...agentConfig.env};
	await refuseOpenSession({runtime: project.runtimeOf(agentConfig), env, session, story: agent.story});
}

/** A rate-limited agent is at rest unless it is resumed automatically. */
function isAtRest(agent: Agent, autoResume: boolean): boolean {
	const {status} = agent.phase;
	return !liveRun(agent) && status !== 'queued' && !(status === 'rate-limited' && autoResume && agent.isListed);
}

function resourcesOf(fleet: Fleet, custody: RunCustody): Readonly<Record<RunId, Resources>> {
	const entries = Object.values(fleet.agents).flatMap(agent => {
		const run = liveRun(agent)?.run;
		const resources = run && custody.resources(run);
		return run && resources ? [[run, resources] as const] : [];
	});
	return Object.fromEntries(entries);
}

/** Bytes of a diff that are sent; the rest is left out. */
const longestDiffBytes = 8 * 1024 * 1024;

/**
 * A story's changes against its base, as `git diff` writes them. The text is the agent's: sanitise it before showing it.
 * Throws `WORKTREE_FAILED` for a story without a worktree, and `GIT_FAILED`.
 */
async function readStoryDiff(agent: Agent, config: ProjectConfig): Promise<string> {
	const worktree = await findWorktree(config, agent.story);

	if (!worktree?.isThere) {
		throw new TowlineError(
			'WORKTREE_FAILED',
			`${agent.story} has no worktree, so its changes cannot be separated from those of others.`,
			{
				hint: config.worktree.enabled
					? 'It gets one when it is started.'
					: 'Worktrees are turned off in towline.toml; `git diff` shows what all agents changed.',
			},
		);
	}

	const {text, isCut} = await readDiff(worktree, {maxBytes: longestDiffBytes});
	return isCut
		? `${text}# The diff is longer than ${longestDiffBytes / 1024 / 1024} MB: the rest is left out.\n`
		: text;
}
