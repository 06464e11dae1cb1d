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
import {pruneLogs} from '../store/prune.ts';
import type {Store} from '../store/store.ts';
import type {Clock} from './clock.ts';
import type {Custody} from './custody.ts';
import {createDaySpending} from './day-spending.ts';
import {createDiskRoom} from './disk-room.ts';
import {createLiveRuns} from './live-runs.ts';
import {endLostRuns} from './lost-runs.ts';
import {createBudget} from './policies/budget.ts';
import {createNotifyCommand} from './policies/notify-command.ts';
import type {Policy, PolicyDeps} from './policies/policy.ts';
import {createPruneLogs} from './policies/prune-logs.ts';
import {createResumeAfterLimit} from './policies/resume-after-limit.ts';
import {createSchedule} from './policies/schedule.ts';
import type {ProjectWatch} from './project-watch.ts';
import {createRecorder, factsOf} from './recorder.ts';
import {runNotifyCommand} from './run-notify.ts';
import {createRunReader} from './run-reader.ts';

/** The long-lived owner of a project's agents, as its API sees it. */
export type Supervisor = {
	fleet(): Fleet;
	/**
	 * Reads the project's files again where they changed, then judges, records and does. Throws the coded refusal.
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

/** Takes over a project: ends what an earlier supervisor left behind, reads the stories, and goes on with the queue. */
export async function createSupervisor(options: SupervisorOptions): Promise<Supervisor> {
	const {project, store, clock, custody, onFault} = options;
	let lastEnvironment = options.environment;
	const environments = new Map<AgentId, Environment>();

	const recorder = createRecorder({store, fleet: store.readFleet(), clock, onDiskFull: error => disk.onFull(error)});
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

	if (options.repairs.length > 0) {
		record(options.repairs.map(text => ({event: {type: 'notice-raised', level: 'warning', text}})));
	}

	await endLostRuns({store, recorder, custody, resumeLost: project.config().limits.resumeLost});

	const policyDeps: PolicyDeps = {clock, fleet, record, config: project.config, startQueued: runs.start, stopRun};
	const policies: readonly Policy[] = [
		createBudget({...policyDeps, day: createDaySpending(clock, costReports(store))}),
		createResumeAfterLimit(policyDeps),
		createNotifyCommand({
			...policyDeps,
			run: (command, env) => {
				const cwd = project.config().root;
				return runNotifyCommand({command, cwd, env: {...lastEnvironment, ...env}, clock, onFault});
			},
		}),
		createPruneLogs({
			...policyDeps,
			prune: rest => pruneLogs({root: project.config().root, now: clock.now(), ...rest}),
		}),
		createSchedule(policyDeps),
	];
	recorder.subscribe(batch => {
		const facts = factsOf(batch);
		store.keepSnapshot(fleet());

		if (facts.length > 0) {
			for (const policy of policies) {
				policy.onFacts(facts);
			}
		}
	});
	project.attach({fleet, record});

	const reader = createRunReader({store, recorder, root: project.config().root});

	return {
		fleet,
		async execute(command, environment) {
			if (environment) {
				lastEnvironment = environment;

				if ('agent' in command && command.agent !== undefined) {
					environments.set(command.agent, environment);
				}
			}

			await project.refresh();
			const {drafts, effects} = decide(command, fleet(), () => crypto.randomUUID());
			record(drafts);
			runs.perform(effects);
		},
		offerEnvironment(environment) {
			lastEnvironment = environment;
		},
		subscribe: recorder.subscribe,
		readFacts: (since, limit) => store.readFacts(since, limit),
		currentRun: id => reader.currentRun(agentOf(id)),
		nextPosition: reader.nextPosition,
		readRun: reader.readRun,
		readLedger: () => store.readLedger(),
		isIdle: () => Object.values(fleet().agents).every(agent => isAtRest(agent, project.config().limits.autoResume)),
		async shutDown({keep}) {
			if (keep && runs.size > 0) {
				throw new TowlineError('STILL_RUNNING', `${runs.size} of the agents still run, so the supervisor stays.`, {
					hint: '`towline kill --all` ends them; `towline down` ends them and the supervisor.',
				});
			}

			return shutDown();
		},
	};

	async function shutDown(): Promise<number> {
		runs.retire();

		for (const policy of policies) {
			policy.dispose();
		}

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
		project.dispose();
		disk.dispose();
		store.close();
		return custody.endedCount() - before;
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

function* costReports(store: Store) {
	for (const {run, at, model, usage} of store.readLedger()) {
		// Rows of one model are parts of the row of the whole run.
		if (model === undefined) {
			yield {run, at, costUsd: usage.costUsd};
		}
	}
}
