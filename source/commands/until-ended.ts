import type {FleetClient} from '../api/client.ts';
import {type Agent, isLive} from '../core/agent.ts';
import type {AgentId} from '../core/ids.ts';
import {followChanges} from './fleet-changes.ts';

/** Waits until none of these agents has a live run; answers how they are then. */
export async function untilEnded(client: FleetClient, ids: readonly AgentId[]): Promise<readonly Agent[]> {
	const leaving = new AbortController();

	for await (const {fleet} of followChanges(client, leaving.signal)) {
		const agents = ids.flatMap(id => fleet.agents[id] ?? []);

		if (!agents.some(isLive)) {
			leaving.abort();
			return agents;
		}
	}

	return [];
}
