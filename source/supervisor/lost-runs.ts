import {toContinuation} from '../core/commands/decide.ts';
import {type Agent, type LiveRun, liveRun} from '../core/fleet/agent.ts';
import {lostExit} from '../core/fleet/lost.ts';
import type {Store} from '../store/store.ts';
import type {Custody} from './custody/custody.ts';
import type {DraftEvent, Recorder} from './recording/recorder.ts';
import {countCommits} from './runs/run-folder.ts';

type LostRunsOptions = {
	readonly store: Store;
	readonly recorder: Recorder;
	readonly custody: Custody;
	readonly resumeLost: boolean;
	readonly onFault: (error: unknown) => void;
};

/**
 * Ends the runs that an earlier supervisor left: ends their processes, records them as `lost`, and queues them again with
 * `resume_lost`. Called once, before any run starts. Never rejects, because the supervisor must start in any case.
 */
export async function endLostRuns(options: LostRunsOptions): Promise<void> {
	const {store, recorder, resumeLost} = options;
	const lost = Object.values(recorder.fleet().agents).flatMap(agent => {
		const live = liveRun(agent);
		return live ? [{agent, live}] : [];
	});
	// In parallel: a process that ignores SIGTERM takes seconds.
	const found = await Promise.all(lost.map(({live}) => endOne(live, options)));

	for (const [index, {agent, live}] of lost.entries()) {
		const {swept = 0, newCommits} = found[index] ?? {};
		recorder.reopen(live.run, store.nextPosition({agent: agent.id, run: live.run}));
		recorder.record([
			{
				agent: agent.id,
				run: live.run,
				event: {
					type: 'run-ended',
					exit: lostExit(agent.phase),
					exitCode: undefined,
					signal: undefined,
					swept,
					...(newCommits === undefined ? {} : {newCommits}),
				},
			},
		]);

		if (resumeLost && agent.phase.status !== 'stopping') {
			recorder.record([toResumption(recorder.fleet().agents[agent.id] ?? agent, live.isUnattended)]);
		}
	}
}

async function endOne(live: LiveRun, {custody, onFault}: LostRunsOptions) {
	const swept = await custody.sweepLost(live).catch(error => {
		onFault(error);
		return 0;
	});
	// After the sweep: a process that still ran could commit until then.
	return {swept, newCommits: live.head === undefined ? undefined : await countCommits(live.cwd, live.head)};
}

/** Queues a run that continues a lost one. */
export function toResumption(agent: Agent, isUnattended: boolean): DraftEvent {
	const intent = toContinuation(agent);
	return {agent: agent.id, event: {type: 'run-queued', intent, cause: {kind: 'lost'}, isUnattended}};
}
