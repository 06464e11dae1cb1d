import type {FleetClient} from '../../api/client.ts';
import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import {evolve} from '../../core/fleet/evolve.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';

/** One state of the fleet, and the fact that led to it. */
export type FleetChange = {
	readonly fleet: Fleet;
	/** `undefined` for the first state. */
	readonly fact: RecordedFact | undefined;
	/** False while more facts of the same transaction follow, such as the retry after a run's end. */
	readonly isSettled: boolean;
};

/** Yields the current fleet, then the fleet after each new fact. Ends when `signal` aborts; throws client errors. */
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
