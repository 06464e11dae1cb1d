import type {FleetClient} from '../../api/client.ts';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {evolve} from '../../core/fleet/evolve.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';

/** The fleet as it became. */
export type FleetChange = {
	readonly fleet: Fleet;
	/** What made it so; `undefined` for where it began. */
	readonly fact: RecordedFact | undefined;
	/** No fact that was recorded together with this one is still to come: an end and its retry are one step. */
	readonly isSettled: boolean;
};

/** The fleet now, and again after each fact, in order. Ends only by the signal or by throwing. */
export async function* followFleetChanges(
	client: Pick<FleetClient, 'followFleet'>,
	signal: AbortSignal,
): AsyncGenerator<FleetChange, void> {
	let fleet: Fleet | undefined;

	for await (const message of client.followFleet({signal})) {
		if (message.type === 'snapshot') {
			fleet = message.fleet;
			yield {fleet, fact: undefined, isSettled: true};
			continue;
		}

		const last = message.facts.at(-1);

		for (const fact of message.facts) {
			if (fleet) {
				fleet = evolve(fleet, fact);
				yield {fleet, fact, isSettled: fact === last};
			}
		}
	}
}
