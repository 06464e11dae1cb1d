import type {Command} from '../core/commands/command.ts';
import {decide} from '../core/commands/decide.ts';
import {TowlineError} from '../core/errors.ts';
import {type Agent, liveRun} from '../core/fleet/agent.ts';
import type {Recorded, RecordedFact, RunEvent} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import {knownAgent} from '../core/fleet/selectors.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {LedgerRow} from '../core/money/ledger.ts';
import type {Launcher} from '../launchers/launcher.ts';
import type {Environment} from '../runtimes/runtime.ts';
import type {Store} from '../store/store.ts';
import type {Clock} from './clock.ts';
import type {Custody} from './custody/custody.ts';
import type {Resources} from './custody/resources.ts';
import type {ProjectWatch} from './project/project-watch.ts';
import {readStoryDiff} from './runs/read-story-diff.ts';
import {createRunReader, type RunSlice} from './runs/run-reader.ts';
import {shutDown} from './shut-down.ts';
import {startUp} from './startup.ts';

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
	readRun(slice: RunSlice): Promise<readonly Recorded<RunEvent>[]>;
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
	/** Nothing can be stored any more, and not for want of room: it must end, so that the next one mends the database. */
	readonly onHopeless: (error: unknown) => void;
};

/** Takes over a project: ends what an earlier supervisor left behind, reads the stories, and goes on with the queue. */
export async function createSupervisor(options: SupervisorOptions): Promise<Supervisor> {
	const {project, store, custody} = options;
	const parts = await startUp(options);
	const {recorder, runs, environments, begin} = parts;
	const {fleet} = recorder;
	const reader = createRunReader({store, recorder, root: project.config().root});
	let ending: Promise<number> | undefined;

	return {
		fleet,
		async execute(command, environment) {
			if (environment) {
				environments.offer(environment, 'agent' in command ? command.agent : undefined);
				begin();
			}

			// Only these depend on the files: killing must also work while towline.toml cannot be read.
			if (command.type === 'start' || command.type === 'resume') {
				await project.refresh();
			}

			refuseWhileEnding(ending);
			const {drafts, effects} = decide(command, fleet(), () => crypto.randomUUID());
			recorder.record(drafts);
			runs.perform(effects);
		},
		offerEnvironment(environment) {
			environments.offer(environment);
			begin();
		},
		subscribe: recorder.subscribe,
		readFacts: (since, limit) => store.readFacts(since, limit),
		currentRun: id => reader.currentRun(fleet().agents[id]),
		nextPosition: reader.nextPosition,
		readRun: reader.readRun,
		readLedger: () => store.readLedger(),
		resources: () => resourcesOf(fleet(), custody),
		readDiff: async id => readStoryDiff(knownAgent(fleet(), id), project.config()),
		isIdle: () => Object.values(fleet().agents).every(agent => isAtRest(agent, project.config().limits.autoResume)),
		async shutDown({keep}) {
			refuseToKeep(keep, runs.size);
			ending ??= shutDown(options, parts);
			return ending;
		},
	};
}

function refuseWhileEnding(ending: Promise<number> | undefined): void {
	if (ending) {
		throw new TowlineError('SUPERVISOR_GONE', 'The supervisor is just going down.', {
			hint: 'Say it again in a moment: that starts another one.',
		});
	}
}

function refuseToKeep(keep: boolean, running: number): void {
	if (keep && running > 0) {
		throw new TowlineError('STILL_RUNNING', `${running} of the agents still run, so the supervisor stays.`, {
			hint: '`towline kill --all` ends them; `towline down` ends them and the supervisor.',
		});
	}
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
