import type {FleetClient} from '../../api/client.ts';
import {isLive} from '../../core/agent.ts';
import type {Batch} from './batch.ts';
import type {Clock} from './clock.ts';
import type {DashboardState} from './dashboard-state.ts';
import type {Store} from './store.ts';

/** How often CPU and memory are asked for; the supervisor looks no more often. */
const pollMs = 3000;
/** Narrower tables have no column for them. */
const leastColumns = 150;

type Options = {
	readonly store: Store<DashboardState>;
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
	readonly getClient: () => FleetClient | undefined;
};

/** Asks what the live runs use, while something runs and there is room to show it. What is returned ends it. */
export function startResourceFeed({store, batch, clock, getClient}: Options): () => void {
	let cancel = clock.after(pollMs, poll);

	function poll(): void {
		const {size, fleet} = store.getState();
		const client = getClient();

		if (client && size.columns >= leastColumns && Object.values(fleet.agents).some(isLive)) {
			// An older supervisor cannot say, and a lost one is told elsewhere: the columns then stay empty.
			client.readResources().then(
				resources => batch.add(state => ({...state, resources})),
				() => {},
			);
		}

		cancel = clock.after(pollMs, poll);
	}

	return () => cancel();
}
