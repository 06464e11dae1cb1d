import {type Agent, liveRun} from '../core/fleet/agent.ts';
import type {AgentId} from '../core/ids.ts';
import type {Parts} from './startup.ts';
import type {SupervisorOptions} from './supervisor.ts';
import {toResumption} from './take-over-runs.ts';

/**
 * Who ends the supervisor. A person's `towline down` (`shutdown`) stops the agents and empties the queue; after a signal
 * (`system`), as at a reboot, the queue stays, and the agents are resumed by the next supervisor if `resume_lost` says so.
 */
export type ShutDownCause = 'shutdown' | 'system';

type Options = Pick<SupervisorOptions, 'project' | 'custody' | 'launcher' | 'store' | 'clock' | 'onFault'>;

/** Ends every agent, then the other parts, the store last. Resolves to the number of processes ended. */
export async function shutDown(options: Options, parts: Parts, by: ShutDownCause): Promise<number> {
	const {project, custody, launcher} = options;
	const {recorder, runs, disk, stopPolicies} = parts;
	runs.close();
	stopPolicies();
	project.dispose();
	const before = custody.endedCount();

	const stopped = stopAgents(parts, by, options);
	await runs.endAll(disk.whenUnstorable());

	if (by === 'system' && project.config().limits.resumeLost) {
		queueAgain(parts, stopped);
	}

	disk.dispose();
	// The disk reserve is released, so there may be space now for the buffered events.
	recorder.retry();
	closeStore(options);
	await launcher.close({isLast: true});
	return custody.endedCount() - before;
}

/** On a disk that is full or read-only the store may fail to close; processes and holder must end all the same. */
function closeStore({store, onFault}: Options): void {
	try {
		store.close();
	} catch (error) {
		onFault(error);
	}
}

/** A system that shuts down may end the agents shortly before it tells the supervisor. */
const endedBeforeMs = 5000;
const sigterm = 15;

/** Records the stop of each live agent. Returns those agents, and those that the same shutdown of the system has just ended. */
function stopAgents({recorder}: Parts, by: ShutDownCause, {clock}: Options): readonly AgentId[] {
	const stopped: AgentId[] = [];

	for (const agent of Object.values(recorder.fleet().agents)) {
		const live = liveRun(agent);

		if (agent.phase.status === 'queued' && by === 'shutdown') {
			recorder.record([{agent: agent.id, event: {type: 'run-dequeued', by}}]);
		} else if (live && agent.phase.status !== 'stopping') {
			const reason = by === 'shutdown' ? {reason: 'towline down'} : {};
			recorder.record([{agent: agent.id, run: live.run, event: {type: 'run-stopping', by, ...reason}}]);
			stopped.push(agent.id);
		} else if (wasJustTerminated(agent, clock.now())) {
			stopped.push(agent.id);
		}
	}

	return stopped;
}

function wasJustTerminated({phase}: Agent, now: number): boolean {
	return (
		phase.status === 'failed' &&
		(phase.end.signal === sigterm || phase.end.exitCode === 128 + sigterm) &&
		now - phase.end.endedAt < endedBeforeMs
	);
}

/** The next supervisor starts what is queued. */
function queueAgain({recorder}: Parts, agents: readonly AgentId[]): void {
	for (const id of agents) {
		const agent = recorder.fleet().agents[id];

		if (agent?.phase.status === 'lost' || agent?.phase.status === 'failed') {
			recorder.record([toResumption(agent, agent.phase.end.isUnattended)]);
		}
	}
}

/** Leaves every agent at work: the next supervisor adopts them. What this one has not recorded is read again by that one. */
export async function handOver(
	{project, launcher, store}: Pick<SupervisorOptions, 'project' | 'launcher' | 'store'>,
	{recorder, runs, disk, stopPolicies}: Parts,
): Promise<void> {
	stopPolicies();
	project.dispose();
	await runs.detach();
	disk.dispose();
	recorder.retry();
	await launcher.close({isLast: false});
	store.close();
}
