import type {FleetClient, FleetMessage, Hello} from '../../api/client.ts';
import {type ErrorCode, TowlineError, toMessage} from '../../core/errors.ts';
import {evolveAll} from '../../core/fleet/evolve.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {hasUnstored} from '../../core/fleet/unstorable.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {Connection, DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import {evolveUi, type Toast} from '../state/ui-state.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import type {Batch} from './batch.ts';
import {type Clock, waitFor} from './clock.ts';

/** Delays before each attempt to connect again; the last one repeats. */
const retryDelaysMs = [100, 500, 1000, 2000];

/** Errors that pass while one supervisor ends and another starts. */
const passing: ReadonlySet<ErrorCode> = new Set(['SUPERVISOR_GONE', 'SUPERVISOR_EXISTS', 'STORE_BUSY']);

/** These too pass, but before the first connection there is nothing to show meanwhile. */
const passingOnceConnected: ReadonlySet<ErrorCode> = new Set(['SUPERVISOR_HUNG', 'SUPERVISOR_START_FAILED']);

type Options = {
	/** Finds the supervisor, or starts one; `again` starts one only if the last one died. */
	readonly connect: (how: 'first' | 'again') => Promise<FleetClient>;
	readonly store: Store<DashboardState>;
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Called with each new client, and with `undefined` when the connection is lost. */
	readonly onClient: (client: FleetClient | undefined) => void;
};

/**
 * Keeps the fleet up to date until the signal is aborted: connects, follows from the last known fact, and connects again
 * when the connection is lost. Returns early only on an error that a retry cannot solve.
 */
export async function feedFleet(options: Options): Promise<void> {
	const {store, clock, signal} = options;
	let failures = 0;
	let how: 'first' | 'again' = 'first';

	while (!signal.aborted) {
		const problem = await followOnce(options, how, () => {
			failures = 0;
		});

		if (signal.aborted) {
			return;
		}

		how = store.getState().connection.kind === 'connecting' ? 'first' : 'again';
		const connection = toConnection(problem, store.getState(), clock);
		store.update(state => ({...state, connection}));

		// Somebody may start a supervisor that was ended.
		if (connection.kind === 'refused' && connection.code !== 'SUPERVISOR_DOWN') {
			return;
		}

		await waitFor(clock, retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)] ?? 0, signal);
		failures++;
	}
}

/** Returns the error that ended the connection. */
async function followOnce(options: Options, how: 'first' | 'again', onFirstMessage: () => void): Promise<unknown> {
	const {connect, store, batch, clock, signal, onClient} = options;

	try {
		const client = await connect(how);
		const hello = await client.hello();
		onClient(client);

		const {fleet} = store.getState();
		const {seq} = fleet;
		const canContinue = seq > 0 && !hasUnstored(fleet);

		// What is known already is shown again at once: a fleet in which nothing happened meanwhile sends no message.
		if (seq > 0) {
			batch.add(state => toConnected(state, hello, clock.now()));
		}

		for await (const message of client.followFleet({...(canContinue && {since: seq}), signal})) {
			onFirstMessage();
			batch.add(state => withMessage(toConnected(state, hello, clock.now()), message));
		}

		return new TowlineError('SUPERVISOR_GONE', 'the event stream ended');
	} catch (error) {
		return error;
	} finally {
		onClient(undefined);
		batch.flush();
	}
}

/** A connection that was lost for a while is back: that is said once, and nothing else changes. */
function toConnected(state: DashboardState, hello: Hello, now: EpochMs): DashboardState {
	const {connection, ui} = state;
	const connected: DashboardState = {...state, now, connection: {kind: 'connected', hello}};

	if (connection.kind !== 'gone') {
		return connected;
	}

	const text = `reconnected after ${((now - connection.since) / 1000).toFixed(1)} s`;
	return {...connected, ui: evolveUi(ui, {type: 'toast-shown', toast: {level: 'info', text}})};
}

function withMessage(state: DashboardState, message: FleetMessage): DashboardState {
	const fleet = message.type === 'snapshot' ? message.fleet : evolveAll(state.fleet, message.facts);
	// A message that is shown already is not replaced by what the first connection brings.
	const isTaken = state.fleet.seq === 0 && state.ui.toast !== undefined;
	const toast = isTaken ? undefined : toFleetToast(state.fleet, fleet, state.now);
	return {...state, fleet, ...(toast && {ui: evolveUi(state.ui, {type: 'toast-shown', toast})})};
}

function toConnection(problem: unknown, state: DashboardState, clock: Clock): Connection {
	if (problem instanceof TowlineError && !isPassing(problem.code, state)) {
		return {kind: 'refused', code: problem.code, message: problem.message, hint: problem.hint};
	}

	// Until the first connection succeeds, the screen says that it is connecting.
	if (state.connection.kind === 'connecting') {
		return state.connection;
	}

	return state.connection.kind === 'gone'
		? {...state.connection, why: toMessage(problem)}
		: {kind: 'gone', since: clock.now(), why: toMessage(problem)};
}

/** A supervisor that answered once and then hangs cannot be replaced until it goes on or ends, so it is waited for. */
function isPassing(code: ErrorCode, {connection}: DashboardState): boolean {
	return passing.has(code) || (passingOnceConnected.has(code) && connection.kind !== 'connecting');
}

/** Older notices are not shown to a person who has just opened the dashboard. */
const freshMs = 10 * 60_000;

/**
 * A message for what is new between two states of the fleet: the newest notice, or a file that cannot be a story.
 * `undefined` when there is nothing new.
 */
export function toFleetToast(before: Fleet, after: Fleet, now: EpochMs): Toast | undefined {
	const [known, notice] = [before.notices.at(-1), after.notices.at(-1)];
	const isNew = notice?.at !== known?.at || notice?.text !== known?.text;

	if (notice && isNew && now - notice.at < freshMs) {
		return {level: notice.level, text: sanitizeForCell(notice.text)};
	}

	const {refusedFiles = []} = after.project ?? {};
	const [first] = refusedFiles.filter(reason => !before.project?.refusedFiles?.includes(reason));
	return first === undefined ? undefined : {level: 'warning', text: sanitizeForCell(first)};
}
