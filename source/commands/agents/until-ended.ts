import type {FleetClient} from '../../api/client.ts';
import {type Agent, liveRun} from '../../core/fleet/agent.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import {followChanges} from '../run/fleet-changes.ts';

/**
 * Waits until the runs of these agents that are being stopped have ended; answers how the agents are then. Somebody else
 * may have started them again by that time: those runs are not waited for.
 */
export async function untilEnded(client: FleetClient, ids: readonly AgentId[]): Promise<readonly Agent[]> {
	const leaving = new AbortController();
	let stopping: ReadonlySet<RunId> | undefined;

	for await (const {fleet} of followChanges(client, leaving.signal)) {
		const agents = ids.flatMap(id => fleet.agents[id] ?? []);
		stopping ??= new Set(agents.flatMap(agent => (agent.phase.status === 'stopping' ? agent.phase.live.run : [])));

		if (!agents.some(agent => isAmong(stopping, liveRun(agent)?.run))) {
			leaving.abort();
			return agents;
		}
	}

	return [];
}

function isAmong(runs: ReadonlySet<RunId> | undefined, run: RunId | undefined): boolean {
	return run !== undefined && runs?.has(run) === true;
}
