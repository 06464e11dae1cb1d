import type {AgentStatus, Phase} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {memoizeLast} from '../memoize.ts';
import {isGuarded} from '../selectors/request.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import type {Batch} from './batch.ts';
import type {Clock} from './clock.ts';

/** Interval of spinners and times while an agent works. */
const tickMs = 250;
/** Interval while agents only wait: their waiting times still change. */
const waitingTickMs = 1000;

type Options = {
	readonly store: Store<DashboardState>;
	/** Ticks go through the batch, so that a tick and new data are drawn in one frame. */
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
};

/** Advances clock and spinners, only while something on the screen changes with time. Returns a function that stops it. */
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
			cancel = clock.after(pace === 'spinning' ? tickMs : waitingTickMs, tick);
		}
	}

	function tick(): void {
		const step = pace === 'spinning' ? 1 : 0;
		// Schedule the next tick first: committing may change the pace.
		wait();
		batch.add(state => ({...state, now: clock.now(), frame: state.frame + step}));
	}

	return () => {
		cancel();
		stop();
	};
}

type Pace = 'spinning' | 'waiting' | 'still';

function paceOf(state: DashboardState): Pace {
	const {connection, fleet} = state;

	switch (connection.kind) {
		case 'connected':
			return isGuarded(state) ? 'spinning' : fleetPace(fleet);
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
	starting: 'spinning',
	running: 'spinning',
	'needs-input': 'waiting',
	stopping: 'spinning',
	completed: 'still',
	failed: 'still',
	stopped: 'still',
	'rate-limited': 'waiting',
	lost: 'still',
};

const fleetPace = memoizeLast(({agents}: Fleet): Pace => {
	const paces = new Set(Object.values(agents).map(({phase}) => paceOfPhase(phase)));
	return paces.has('spinning') ? 'spinning' : paces.has('waiting') ? 'waiting' : 'still';
});

/** A queued agent shows a time only if it waits for one. */
function paceOfPhase(phase: Phase): Pace {
	return phase.status === 'queued' && phase.notBefore === undefined ? 'still' : statusPaces[phase.status];
}
