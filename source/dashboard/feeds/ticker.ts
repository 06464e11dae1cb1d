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

const turning: ReadonlySet<AgentStatus> = new Set(['starting', 'running', 'stopping']);

const fleetPace = memoizeLast(({agents}: Fleet): Pace => {
	const phases = Object.values(agents).map(({phase}) => phase);

	if (phases.some(({status}) => turning.has(status))) {
		return 'turning';
	}

	return phases.some(countsTime) ? 'waiting' : 'still';
});

/** Whether it shows for how long it waits, or until when. */
function countsTime(phase: Phase): boolean {
	return (
		phase.status === 'needs-input' ||
		phase.status === 'rate-limited' ||
		(phase.status === 'queued' && phase.notBefore !== undefined)
	);
}
