import {isLive} from '../../core/agent.ts';
import type {Batch} from './batch.ts';
import type {Clock} from './clock.ts';
import type {DashboardState} from './dashboard-state.ts';
import type {Store} from './store.ts';

/** Spinners turn and times move together, four times a second, and not at all when nothing does. */
const tickMs = 250;
/** With nothing live, times of day and waits still move on. */
const idleTickMs = 1000;

type Options = {
	readonly store: Store<DashboardState>;
	/** A tick is drawn together with the data that came: each drawing costs the same, however little changed. */
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
};

/** The dashboard's only timer that repeats. What is returned ends it. */
export function startTicker({store, batch, clock}: Options): () => void {
	let cancel = clock.after(tickMs, tick);

	function tick(): void {
		const pace = paceOf(store.getState());

		if (pace !== 'still') {
			batch.add(state => ({
				...state,
				now: clock.now(),
				frame: pace === 'turning' ? state.frame + 1 : state.frame,
			}));
		}

		cancel = clock.after(pace === 'turning' ? tickMs : idleTickMs, tick);
	}

	return () => cancel();
}

type Pace = 'turning' | 'waiting' | 'still';

function paceOf({connection, fleet}: DashboardState): Pace {
	if (connection.kind !== 'connected') {
		return connection.kind === 'gone' ? 'waiting' : 'still';
	}

	const agents = Object.values(fleet.agents);

	if (agents.some(isLive)) {
		return 'turning';
	}

	const isWaiting = agents.some(({phase}) => phase.status === 'queued' || phase.status === 'rate-limited');
	return isWaiting ? 'waiting' : 'still';
}
