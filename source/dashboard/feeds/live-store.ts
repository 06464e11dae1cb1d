import type {FleetClient} from '../../api/client.ts';
import type {Command} from '../../core/commands/command.ts';
import {TowlineError, toMessage} from '../../core/errors.ts';
import {selectOtherPanes} from '../selectors/pane.ts';
import {selectPaneAgents, selectSelected} from '../selectors/selection.ts';
import {type DashboardState, initialState, type Size} from '../state/dashboard-state.ts';
import {dispatch} from '../state/dispatch.ts';
import {createStore, type Store} from '../state/store.ts';
import {createBatch} from './batch.ts';
import type {Clock} from './clock.ts';
import {createDiffFeed} from './diff-feed.ts';
import {createFindFeed, type ReadLog} from './find-feed.ts';
import {feedFleet} from './fleet-feed.ts';
import {startResourceFeed} from './resource-feed.ts';
import {createSeenReport} from './seen-report.ts';
import {settleState} from './settle-state.ts';
import {startTicker} from './ticker.ts';
import {createTranscriptFeed} from './transcript-feed.ts';

type Options = {
	/** Finds the supervisor, or starts one; `again` starts one only if the last one died. */
	readonly connect: (how: 'first' | 'again') => Promise<FleetClient>;
	/** Reads the log of a run, for the search in all transcripts. */
	readonly readLog: ReadLog;
	readonly clock: Clock;
	readonly size: Size;
};

/** The dashboard's store, kept up to date from the supervisor, and the requests that the dashboard sends to it. */
export type LiveStore = {
	readonly store: Store<DashboardState>;
	/** Sends in order; stops at the first command that is refused and shows why. */
	send(commands: readonly Command[]): Promise<void>;
	/** Ends all agents and the supervisor; false when that was refused, after showing why. */
	down(): Promise<boolean>;
	/** Connects again after a refusal. */
	reconnect(): void;
	resize(size: Size): void;
	dispose(): void;
};

export function createLiveStore({connect, readLog, clock, size}: Options): LiveStore {
	const store = createStore(initialState(size, clock.now()), settleState);
	const batch = createBatch(store, clock);
	let controller = new AbortController();
	let client: FleetClient | undefined;
	const getClient = () => client;
	const transcripts = createTranscriptFeed({store, batch, clock, getClient});
	const seen = createSeenReport({clock, getClient});
	const diff = createDiffFeed({store, getClient});
	const find = createFindFeed(store, readLog);
	const stopResources = startResourceFeed({store, batch, clock, getClient});
	const stopTicker = startTicker({store, batch, clock});
	const stopFocus = store.subscribe(() => {
		const state = store.getState();
		const selected = selectSelected(state);
		diff.open(state.ui.view === 'diff' ? selected?.id : undefined);
		transcripts.focus([...selectPaneAgents(state), ...selectOtherPanes(state).agents].map(({id}) => id));
		find.search(state.ui.view === 'find' ? state.ui.findText : undefined);
		seen.observe(selected, state.ui);
	});
	const start = () =>
		void feedFleet({connect, store, batch, clock, signal: controller.signal, onClient: next => (client = next)});
	const ask = (work: (client: FleetClient) => Promise<unknown>) => request(work, store, client);
	start();

	return {
		store,
		async send(commands) {
			await ask(async connected => {
				for (const command of commands) {
					await connected.send(command);
				}
			});
		},
		down: () => ask(connected => connected.down({keep: false})),
		reconnect() {
			controller.abort();
			controller = new AbortController();
			store.update(state => ({...state, connection: {kind: 'connecting', since: clock.now()}}));
			start();
		},
		resize: next => store.update(state => ({...state, size: next})),
		dispose() {
			controller.abort();
			stopFocus();
			stopTicker();
			stopResources();
			seen.dispose();
			find.dispose();
			transcripts.dispose();
			batch.dispose();
		},
	};
}

/** Shows an error above the footer, with its hint. Returns whether it worked. */
async function request(
	work: (client: FleetClient) => Promise<unknown>,
	store: Store<DashboardState>,
	client: FleetClient | undefined,
): Promise<boolean> {
	try {
		if (!client) {
			throw new TowlineError('SUPERVISOR_GONE', 'There is no connection to the supervisor.');
		}

		await work(client);
		return true;
	} catch (error) {
		const hint = error instanceof TowlineError && error.hint ? ` ${error.hint}` : '';
		dispatch(store, {type: 'toast-shown', toast: {level: 'error', text: `${toMessage(error)}${hint}`}});
		return false;
	}
}
