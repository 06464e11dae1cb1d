import type {AgentStatus, Phase} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {memoizeLast} from '../memoize.ts';
import {isGuarded} from '../selectors/request.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import type {Batch} from './batch.ts';
import type {Clock} from './clock.ts';

/** Spinners turn and times move together, four times a second, and not at all when nothing does. */
const tickMs = 250;
/** While everybody waits, times of day and waits still move on. */
const waitingTickMs = 1000;

type Options = {
	readonly store: Store<DashboardState>;
	/** A tick is drawn together with the data that came: each drawing costs the same, however little changed. */
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
};

/** The dashboard's only timer that repeats, and only while something moves. What is returned ends it. */
export function startTicker({store, batch, clock}: Options): () => void {
	let pace: Pace = 'still';
	let cancel = () => {};
	const stop = store.subscribe(() => setPace(paceOf(store.getState())));

	function setPace(next: Pace): void {
		if (next !== pace) {
			cancel();
			pace = next;
			wait();
		}
	}

	function wait(): void {
		if (pace !== 'still') {
			cancel = clock.after(pace === 'turning' ? tickMs : waitingTickMs, tick);
		}
	}

	function tick(): void {
		const step = pace === 'turning' ? 1 : 0;
		// The next one first: committing may change the pace.
		wait();
		batch.add(state => ({...state, now: clock.now(), frame: state.frame + step}));
	}

	return () => {
		cancel();
		stop();
	};
}

type Pace = 'turning' | 'waiting' | 'still';

function paceOf(state: DashboardState): Pace {
	const {connection, fleet} = state;

	switch (connection.kind) {
		case 'connected':
			return isGuarded(state) ? 'turning' : fleetPace(fleet);
		case 'gone':
			return 'waiting';
		default:
			return 'still';
	}
}

/** A spinner for agents whose process works; times for those that wait. */
const statusPaces: Readonly<Record<AgentStatus, Pace>> = {
	idle: 'still',
	queued: 'waiting',
	starting: 'turning',
	running: 'turning',
	'needs-input': 'waiting',
	stopping: 'turning',
	completed: 'still',
	failed: 'still',
	stopped: 'still',
	'rate-limited': 'waiting',
	lost: 'still',
};

const fleetPace = memoizeLast(({agents}: Fleet): Pace => {
	const paces = new Set(Object.values(agents).map(({phase}) => paceOfPhase(phase)));
	return paces.has('turning') ? 'turning' : paces.has('waiting') ? 'waiting' : 'still';
});

/** A queued agent shows a time only if it waits for one. */
function paceOfPhase(phase: Phase): Pace {
	return phase.status === 'queued' && phase.notBefore === undefined ? 'still' : statusPaces[phase.status];
}
