import {liveRun} from '../core/fleet/agent.ts';
import type {Parts} from './startup.ts';
import type {SupervisorOptions} from './supervisor.ts';

/** Ends every agent, then everything else, the store last. Answers how many processes were ended. */
export async function shutDown(
	{project, custody, store}: Pick<SupervisorOptions, 'project' | 'custody' | 'store'>,
	{recorder, runs, disk, stopPolicies}: Parts,
): Promise<number> {
	runs.retire();
	stopPolicies();
	project.dispose();
	const before = custody.endedCount();

	for (const agent of Object.values(recorder.fleet().agents)) {
		const live = liveRun(agent);

		if (agent.phase.status === 'queued') {
			recorder.record([{agent: agent.id, event: {type: 'run-dequeued', by: 'shutdown'}}]);
		} else if (live && agent.phase.status !== 'stopping') {
			const event = {type: 'run-stopping', by: 'shutdown', reason: 'towline down'} as const;
			recorder.record([{agent: agent.id, run: live.run, event}]);
		}
	}

	await runs.endAll();
	disk.dispose();
	// The room that was held back is free now: what still waits for some may find it.
	recorder.retry();
	store.close();
	return custody.endedCount() - before;
}
