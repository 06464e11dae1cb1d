import {type Agent, liveRun} from '../core/fleet/agent.ts';
import type {Recorded} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import type {StopCause} from '../core/fleet/run-exit.ts';
import type {RunId} from '../core/ids.ts';
import type {RunCustody} from '../launchers/launcher.ts';
import type {Policy, PolicyDeps} from './policies/policy.ts';
import {createDiskRoom, type DiskRoom} from './recording/disk-room.ts';
import {createRecorder, factsOf, type Recorder} from './recording/recorder.ts';
import {createEnvironments, type Environments} from './runs/environment.ts';
import {createLiveRuns, type LiveRuns} from './runs/live-runs.ts';
import {runNotifyCommand} from './runs/run-notify.ts';
import type {SupervisorOptions} from './supervisor.ts';
import {takeOverRuns} from './take-over-runs.ts';
import {wirePolicies} from './wire-policies.ts';

/** The running parts of a supervisor. */
export type Parts = {
	readonly recorder: Recorder;
	readonly runs: LiveRuns;
	readonly disk: DiskRoom;
	readonly environments: Environments;
	/** Stops all policies; commands are still carried out. */
	stopPolicies(): void;
	/** Starts the queue that an earlier supervisor left: a client has connected. Calling it twice is harmless. */
	begin(): void;
	/** The runs of an earlier supervisor that go on; its others are lost. */
	readonly held: ReadonlySet<RunId>;
	/** Resolves once what the lost runs of an earlier supervisor left is ended; only then may runs start. */
	readonly ready: Promise<void>;
};

/** How long queued runs wait at startup for the environment that the first command sends. */
const environmentWaitMs = 2000;

/**
 * Creates and connects the parts of a supervisor, and takes over the runs that an earlier one left. What those of them left that are
 * lost is ended meanwhile, which takes seconds if a process ignores signals; the policies begin after that.
 */
export async function startUp(options: SupervisorOptions): Promise<Parts> {
	const {project, store, clock, custody, launcher, onFault, onHopeless} = options;
	const environments = createEnvironments(options.environment);
	const recorder = createRecorder({
		store,
		fleet: store.readFleet(),
		clock,
		onUnstorable: error => disk.onUnstorable(error),
		onFault,
	});
	const {fleet, record} = recorder;
	const stopRun = createStopRun({recorder, stop: run => runs.stop(run).catch(onFault)});
	const runs = wireRuns(options, {recorder, environments, stopRun});
	const disk = createDiskRoom({clock, root: project.config().root, recorder, runs, onFault, onHopeless});

	record(options.repairs.map(text => ({event: {type: 'notice-raised', level: 'warning', text}})));
	recorder.subscribe(batch => releaseEnded(batch, custody));
	const {resumeLost} = project.config().limits;
	const {held, done} = await takeOverRuns({store, recorder, launcher, custody, runs, resumeLost, onFault});
	project.attach({fleet, record});
	const wire = () =>
		wirePolicies({
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
				return runNotifyCommand({command, cwd, env: {...environments.last(), ...env}, clock, onFault});
			},
		});
	let policies: StartedPolicies | undefined;
	const ready = done.then(() => {
		policies = startPolicies(options, recorder, wire());
	});
	return {
		recorder,
		runs,
		disk,
		environments,
		held,
		ready,
		begin: () => void ready.then(() => policies?.begin()),
		stopPolicies: () => policies?.stopPolicies(),
	};
}

function wireRuns(
	{project, store, clock, launcher, custody, onFault}: SupervisorOptions,
	parts: Pick<Parts, 'recorder' | 'environments'> & Pick<PolicyDeps, 'stopRun'>,
): LiveRuns {
	const {recorder, environments, stopRun} = parts;
	return createLiveRuns({
		clock,
		agentOf: id => recorder.fleet().agents[id],
		record: recorder.record,
		onFault,
		config: project.config,
		storyOf: project.storyOf,
		agentConfigOf: project.agentConfigOf,
		runtimeOf: project.runtimeOf,
		environments,
		store,
		runDeps: {
			launcher,
			custody,
			requestStop: stopRun,
			stopping: run => stoppingOf(recorder.fleet(), run),
		},
	});
}

/** Records the stop before it ends the process: the recorded stop outranks the exit that the run reports. */
function createStopRun({recorder, stop}: {recorder: Recorder; stop: (run: RunId) => void}): PolicyDeps['stopRun'] {
	return (run, by, reason) => {
		const agent = agentOfRun(recorder.fleet(), run);

		if (agent && agent.phase.status !== 'stopping') {
			recorder.record([{agent: agent.id, run, event: {type: 'run-stopping', by, reason}}]);
			stop(run);
		}
	};
}

type StartedPolicies = Pick<Parts, 'begin' | 'stopPolicies'>;

/** Runs that were queued before startup begin with the first client's environment, or after a short wait with the supervisor's own. */
function startPolicies({store, clock}: SupervisorOptions, recorder: Recorder, policies: Policy): StartedPolicies {
	const unsubscribe = recorder.subscribe(batch => {
		const facts = factsOf(batch);
		store.saveSnapshotIfDue(recorder.fleet());

		if (facts.length > 0) {
			policies.onFacts(facts);
		}
	});
	let hasBegun = false;
	const begin = () => {
		if (!hasBegun) {
			hasBegun = true;
			cancelBegin();
			policies.onFacts([]);
		}
	};
	const cancelBegin = clock.after(environmentWaitMs, begin);

	return {
		begin,
		stopPolicies() {
			cancelBegin();
			unsubscribe();
			policies.dispose();
		},
	};
}

/** Listeners are called with what is stored: from then on nobody needs the holder to know how a run ended. */
function releaseEnded(batch: readonly Recorded[], custody: RunCustody): void {
	for (const {event, run} of batch) {
		if (event.type === 'run-ended' && run !== undefined) {
			custody.release(run);
		}
	}
}

function agentOfRun(fleet: Fleet, run: RunId): Agent | undefined {
	return Object.values(fleet.agents).find(agent => liveRun(agent)?.run === run);
}

function stoppingOf(fleet: Fleet, run: RunId): {readonly by: StopCause; readonly reason?: string} | undefined {
	const phase = agentOfRun(fleet, run)?.phase;
	return phase?.status === 'stopping' ? {by: phase.by, ...(phase.reason ? {reason: phase.reason} : {})} : undefined;
}
