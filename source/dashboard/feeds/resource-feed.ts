import type {FleetClient} from '../../api/client.ts';
import {isLive} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {memoizeLast} from '../memoize.ts';
import {columns} from '../selectors/columns.ts';
import {selectLayout} from '../selectors/layout.ts';
import type {DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import type {Batch} from './batch.ts';
import type {Clock} from './clock.ts';

/** How often CPU and memory are requested; the supervisor measures no more often. */
const pollMs = 3000;
/** Narrower tables show no such column unless a person chose one. */
const leastColumns = 150;

type Options = {
	readonly store: Store<DashboardState>;
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
	readonly getClient: () => FleetClient | undefined;
};

/** Requests CPU and memory of live runs while a column shows them: measuring costs the supervisor time. Returns a function that stops it. */
export function startResourceFeed({store, batch, clock, getClient}: Options): () => void {
	let cancel: (() => void) | undefined;
	const stop = store.subscribe(wait);

	function wait(): void {
		if (!cancel && isWanted(store.getState())) {
			cancel = clock.after(pollMs, poll);
		}
	}

	function poll(): void {
		cancel = undefined;
		// On an error the columns stay empty: the supervisor may be older, and a lost connection is shown by the fleet feed.
		getClient()
			?.readResources()
			.then(
				resources => batch.add(state => ({...state, resources})),
				() => {},
			);
		wait();
	}

	return () => {
		stop();
		cancel?.();
	};
}

function isWanted(state: DashboardState): boolean {
	return hasLive(state.fleet) && (isShown(state) || isSortedBy(state));
}

const hasLive = memoizeLast(({agents}: Fleet) => Object.values(agents).some(isLive));

function isShown(state: DashboardState): boolean {
	const layout = selectLayout(state);
	const {columns: chosen} = state.ui;

	if (layout.kind !== 'stacked' && layout.kind !== 'beside') {
		return false;
	}

	return chosen ? chosen.some(id => columns[id].needsResources) : layout.table.columns >= leastColumns;
}

function isSortedBy({ui}: DashboardState): boolean {
	return ui.sort !== undefined && columns[ui.sort.column].needsResources === true;
}
