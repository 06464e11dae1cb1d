import type {FleetClient} from '../../api/client.ts';
import type {Command} from '../../core/commands/command.ts';
import {TowlineError, toMessage} from '../../core/errors.ts';
import {dispatch} from '../keys/dispatch.ts';
import {selectReaders, selectSelected} from '../selectors/selectors.ts';
import {createBatch} from './batch.ts';
import type {Clock} from './clock.ts';
import {type DashboardState, initialState, type Size} from './dashboard-state.ts';
import {createDiffFeed} from './diff-feed.ts';
import {feedFleet} from './fleet-feed.ts';
import {holdSelection} from './hold-selection.ts';
import {noteRequestShown} from './request-guard.ts';
import {startResourceFeed} from './resource-feed.ts';
import {createSeenReport} from './seen-report.ts';
import {createStore, type Store} from './store.ts';
import {startTicker} from './ticker.ts';
import {createTranscriptFeed} from './transcript-feed.ts';

type Options = {
	/** Finds the supervisor, or starts one. */
	readonly connect: () => Promise<FleetClient>;
	readonly clock: Clock;
	readonly size: Size;
};

/** Everything of the dashboard that is not drawn: the store, and what feeds it. */
export type Engine = {
	readonly store: Store<DashboardState>;
	/** Sends in order, and tells the person of the first refusal. */
	send(commands: readonly Command[]): Promise<void>;
	/** Ends all agents and the supervisor; false when that was refused, which is told. */
	down(): Promise<boolean>;
	/** Connects again after a refusal. */
	reconnect(): void;
	resize(size: Size): void;
	dispose(): void;
};

export function createEngine({connect, clock, size}: Options): Engine {
	const store = createStore(initialState(size, clock.now()), (before, after) =>
		noteRequestShown(before, holdSelection(after)),
	);
	const batch = createBatch(store, clock);
	const controller = new AbortController();
	let client: FleetClient | undefined;
	const getClient = () => client;
	const transcripts = createTranscriptFeed({store, batch, clock, getClient});
	const seen = createSeenReport({clock, getClient});
	const diff = createDiffFeed({store, getClient});
	const stopResources = startResourceFeed({store, batch, clock, getClient});
	const stopTicker = startTicker({store, batch, clock});
	const stopFocus = store.subscribe(() => {
		const state = store.getState();
		const selected = selectSelected(state);
		diff.look(state.ui.view === 'diff' ? selected?.id : undefined);
		transcripts.focus(selectReaders(state).map(({id}) => id));
		seen.look(selected, state.ui);
	});
	const start = () =>
		void feedFleet({connect, store, batch, clock, signal: controller.signal, onClient: next => (client = next)});
	const ask = (work: (client: FleetClient) => Promise<unknown>) => tryToAsk(work, store, client);
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
			transcripts.dispose();
			batch.dispose();
		},
	};
}

/** A refusal is a sentence above the footer, with what to do. */
async function tryToAsk(
	work: (client: FleetClient) => Promise<unknown>,
	store: Store<DashboardState>,
	client: FleetClient | undefined,
): Promise<boolean> {
	try {
		if (!client) {
			throw new TowlineError('SUPERVISOR_GONE', 'The supervisor is not there.');
		}

		await work(client);
		return true;
	} catch (error) {
		const hint = error instanceof TowlineError && error.hint ? ` ${error.hint}` : '';
		dispatch(store, {type: 'told', toast: {level: 'error', text: `${toMessage(error)}${hint}`}});
		return false;
	}
}
