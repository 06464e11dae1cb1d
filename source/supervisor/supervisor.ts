import {type Agent, liveRun} from '../core/agent.ts';
import type {Recorded, RecordedFact, RunEvent} from '../core/agent-event.ts';
import type {Command} from '../core/command.ts';
import {decide} from '../core/decide.ts';
import {TowlineError} from '../core/errors.ts';
import type {Fleet} from '../core/fleet.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {LedgerRow} from '../core/ledger.ts';
import type {StopCause} from '../core/run-exit.ts';
import type {Launcher} from '../launchers/launcher.ts';
import type {Environment} from '../runtimes/runtime.ts';
import type {Store} from '../store/store.ts';
import type {Clock} from './clock.ts';
import type {Resources} from './custody/resources.ts';
import type {Custody} from './custody.ts';
import {createDiskRoom} from './disk-room.ts';
import {createLiveRuns} from './live-runs.ts';
import {endLostRuns} from './lost-runs.ts';
import type {ProjectWatch} from './project-watch.ts';
import {readStoryDiff} from './read-story-diff.ts';
import {createRecorder, factsOf} from './recorder.ts';
import {runNotifyCommand} from './run-notify.ts';
import {createRunReader} from './run-reader.ts';
import {wirePolicies} from './wire-policies.ts';

/** The long-lived owner of a project's agents, as its API sees it. */
export type Supervisor = {
	fleet(): Fleet;
	/**
	 * Reads the project's files again where what is to start depends on them, then judges, records and does. Throws the
	 * coded refusal.
	 * `environment` is what agents started by it get.
	 */
	execute(command: Command, environment?: Environment): Promise<void>;
	/** For runs that nobody's command starts, as after a crash: the last one given is used. */
	offerEnvironment(environment: Environment): void;
	/** Calls back after every batch that was stored, and never before. Returns how to stop. */
	subscribe(listener: (batch: readonly Recorded[]) => void): () => void;
	/** Facts after `since`, in order, at most `limit`. */
	readFacts(since: number, limit: number): readonly RecordedFact[];
	/** The run that a reader of this agent follows: the live one, or the last. */
	currentRun(agent: AgentId): RunId | undefined;
	/** Where a run's next event will stand. */
	nextPosition(agent: AgentId, run: RunId): Promise<number>;
	/** Events of a run from `position` on, at most `limit`; from memory where it is recent, else from its log. */
	readRun(options: {
		readonly agent: AgentId;
		readonly run: RunId;
		readonly position: number;
		readonly limit: number;
	}): Promise<readonly Recorded<RunEvent>[]>;
	readLedger(): readonly LedgerRow[];
	/** What the processes of each live run use, as of the last look. */
	resources(): Readonly<Record<RunId, Resources>>;
	/** An agent's changes against its base, as `git diff` writes them. Throws `AGENT_UNKNOWN`, `WORKTREE_FAILED`. */
	readDiff(agent: AgentId): Promise<string>;
	/** Whether it may end by itself: nothing live, queued, rate-limited or due. */
	isIdle(): boolean;
	/**
	 * Ends every agent, then the store. Answers how many processes were ended.
	 * With `keep`, throws `STILL_RUNNING` while any agent is live.
	 */
	shutDown(options: {readonly keep: boolean}): Promise<number>;
};

export type SupervisorOptions = {
	/** The configuration and the stories, as they are and as they change. */
	readonly project: ProjectWatch;
	readonly store: Store;
	readonly launcher: Launcher;
	readonly custody: Custody;
	readonly clock: Clock;
	/** A folder of ours for FIFOs. */
	readonly fifoFolder: string;
	/** Used for runs that no command sent an environment for. */
	readonly environment: Environment;
	/** What opening the store had to mend. */
	readonly repairs: readonly string[];
	/** Something that nobody foresaw: for the supervisor's own log. */
	readonly onFault: (error: unknown) => void;
};

/** How long what is queued waits at the start for the environment that the first command sends. */
const environmentWaitMs = 2000;

/** Takes over a project: ends what an earlier supervisor left behind, reads the stories, and goes on with the queue. */
export async function createSupervisor(options: SupervisorOptions): Promise<Supervisor> {
	const {project, store, clock, custody, onFault} = options;
	let lastEnvironment = options.environment;
	const environments = new Map<AgentId, Environment>();

	const recorder = createRecorder({
		store,
		fleet: store.readFleet(),
		clock,
		onUnstorable: error => disk.onUnstorable(error),
		onFault,
	});
	const {fleet, record} = recorder;
	const agentOf = (id: AgentId): Agent | undefined => fleet().agents[id];

	const stopRun = (run: RunId, by: StopCause, reason: string) => {
		const agent = agentOfRun(fleet(), run);

		if (agent && agent.phase.status !== 'stopping') {
			record([{agent: agent.id, run, event: {type: 'run-stopping', by, reason}}]);
			runs.stop(run).catch(onFault);
		}
	};

	const runs = createLiveRuns({
		clock,
		agentOf,
		record,
		onFault,
		config: project.config,
		storyOf: project.storyOf,
		agentConfigOf: project.agentConfigOf,
		runtimeOf: project.runtimeOf,
		environmentOf: id => environments.get(id) ?? lastEnvironment,
		runDeps: {
			launcher: options.launcher,
			custody,
			fifoFolder: options.fifoFolder,
			requestStop: stopRun,
			stopping: run => stoppingOf(fleet(), run),
		},
	});
	const disk = createDiskRoom({clock, root: project.config().root, recorder, runs, onFault});

	record(options.repairs.map(text => ({event: {type: 'notice-raised', level: 'warning', text}})));
	await endLostRuns({store, recorder, custody, onFault, resumeLost: project.config().limits.resumeLost});
	project.attach({fleet, record});

	const policies = wirePolicies({
		clock,
		fleet,
		record,
		config: project.config,
		startQueued: runs.start,
		stopRun,
		store,
		onFault,
		runNotifyCommand: (command, env) => {
			const cwd = project.config().root;
			return runNotifyCommand({command, cwd, env: {...lastEnvironment, ...env}, clock, onFault});
		},
	});
	const stopPolicies = recorder.subscribe(batch => {
		const facts = factsOf(batch);
		store.keepSnapshot(fleet());

		if (facts.length > 0) {
			policies.onFacts(facts);
		}
	});

	/** What an earlier supervisor left queued goes on with the environment of whoever came first, or with its own. */
	const cancelBegin = clock.after(environmentWaitMs, () => policies.onFacts([]));
	const takeEnvironment = (environment: Environment) => {
		lastEnvironment = environment;
		cancelBegin();
		policies.onFacts([]);
	};

	const reader = createRunReader({store, recorder, root: project.config().root});
	let ending: Promise<number> | undefined;

	return {
		fleet,
		async execute(command, environment) {
			if (environment) {
				takeEnvironment(environment);

				if ('agent' in command && command.agent !== undefined) {
					environments.set(command.agent, environment);
				}
			}

			// Only these depend on the files: killing must also work while towline.toml cannot be read.
			if (command.type === 'start' || command.type === 'resume') {
				await project.refresh();
			}

			refuseWhileEnding(ending);
			const {drafts, effects} = decide(command, fleet(), () => crypto.randomUUID());
			record(drafts);
			runs.perform(effects);
		},
		offerEnvironment: takeEnvironment,
		subscribe: recorder.subscribe,
		readFacts: (since, limit) => store.readFacts(since, limit),
		currentRun: id => reader.currentRun(agentOf(id)),
		nextPosition: reader.nextPosition,
		readRun: reader.readRun,
		readLedger: () => store.readLedger(),
		resources: () => resourcesOf(fleet(), custody),
		async readDiff(id) {
			const agent = agentOf(id);

			if (!agent) {
				throw new TowlineError('AGENT_UNKNOWN', `There is no agent ${id} in this project.`, {
					hint: '`towline ps` lists them.',
				});
			}

			return readStoryDiff(agent, project.config());
		},
		isIdle: () => Object.values(fleet().agents).every(agent => isAtRest(agent, project.config().limits.autoResume)),
		async shutDown({keep}) {
			if (keep && runs.size > 0) {
				throw new TowlineError('STILL_RUNNING', `${runs.size} of the agents still run, so the supervisor stays.`, {
					hint: '`towline kill --all` ends them; `towline down` ends them and the supervisor.',
				});
			}

			ending ??= shutDown();
			return ending;
		},
	};

	async function shutDown(): Promise<number> {
		runs.retire();
		cancelBegin();
		stopPolicies();
		policies.dispose();
		project.dispose();
		const before = custody.endedCount();

		for (const agent of Object.values(fleet().agents)) {
			if (agent.phase.status === 'queued') {
				record([{agent: agent.id, event: {type: 'run-dequeued', by: 'shutdown'}}]);
			}

			const live = liveRun(agent);

			if (live) {
				stopRun(live.run, 'shutdown', 'towline down');
			}
		}

		await runs.settled();
		disk.dispose();
		recorder.retry();
		store.close();
		return custody.endedCount() - before;
	}
}

function refuseWhileEnding(ending: Promise<number> | undefined): void {
	if (ending) {
		throw new TowlineError('SUPERVISOR_GONE', 'The supervisor is just going down.', {
			hint: 'Say it again in a moment: that starts another one.',
		});
	}
}

function agentOfRun(fleet: Fleet, run: RunId): Agent | undefined {
	return Object.values(fleet.agents).find(agent => liveRun(agent)?.run === run);
}

function stoppingOf(fleet: Fleet, run: RunId): {readonly by: StopCause; readonly reason?: string} | undefined {
	const phase = agentOfRun(fleet, run)?.phase;
	return phase?.status === 'stopping' ? {by: phase.by, ...(phase.reason ? {reason: phase.reason} : {})} : undefined;
}

/** A rate-limited agent is at rest only if it waits for a key. */
function isAtRest(agent: Agent, autoResume: boolean): boolean {
	const {status} = agent.phase;
	return !liveRun(agent) && status !== 'queued' && !(status === 'rate-limited' && autoResume && agent.isListed);
}

function resourcesOf(fleet: Fleet, custody: Custody): Readonly<Record<RunId, Resources>> {
	const entries = Object.values(fleet.agents).flatMap(agent => {
		const run = liveRun(agent)?.run;
		const resources = run && custody.resources(run);
		return run && resources ? [[run, resources] as const] : [];
	});
	return Object.fromEntries(entries);
}
