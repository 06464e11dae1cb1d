import {liveRun} from '../core/fleet/agent.ts';
import type {Parts} from './startup.ts';
import type {SupervisorOptions} from './supervisor.ts';

/** Ends every agent, then the other parts, the store last. Resolves to the number of processes ended. */
export async function shutDown(
	{project, custody, store}: Pick<SupervisorOptions, 'project' | 'custody' | 'store'>,
	{recorder, runs, disk, stopPolicies}: Parts,
): Promise<number> {
	runs.close();
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
	// The disk reserve is released, so there may be space now for the buffered events.
	recorder.retry();
	store.close();
	return custody.endedCount() - before;
}
