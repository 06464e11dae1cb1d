import type {FleetClient, FleetMessage} from '../../api/client.ts';
import {type ErrorCode, TowlineError, toMessage} from '../../core/errors.ts';
import {evolveAll} from '../../core/fleet/evolve.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {Connection, DashboardState} from '../state/dashboard-state.ts';
import type {Store} from '../state/store.ts';
import {evolveUi, type Toast} from '../state/ui-state.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import type {Batch} from './batch.ts';
import {type Clock, waitFor} from './clock.ts';

/** How long after a lost connection the next is tried; the last one again and again. */
const retryDelaysMs = [100, 500, 1000, 2000];

/** What mends itself while a supervisor ends and another starts. */
const passing: ReadonlySet<ErrorCode> = new Set(['SUPERVISOR_GONE', 'SUPERVISOR_EXISTS', 'STORE_BUSY']);

type Options = {
	/** Finds the supervisor, or starts one. */
	readonly connect: () => Promise<FleetClient>;
	readonly store: Store<DashboardState>;
	readonly batch: Batch<DashboardState>;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Told of each connection: others follow and send through it. */
	readonly onClient: (client: FleetClient | undefined) => void;
};

/**
 * Keeps the fleet up to date until the signal: connects, follows from the last fact known, and does so again whenever the
 * supervisor went away. Ends early only where trying again cannot help.
 */
export async function feedFleet(options: Options): Promise<void> {
	const {store, clock, signal} = options;
	let failures = 0;

	while (!signal.aborted) {
		const problem = await followOnce(options, () => {
			failures = 0;
		});

		if (signal.aborted) {
			return;
		}

		const connection = toConnection(problem, store.getState(), clock);
		store.update(state => ({...state, connection}));

		if (connection.kind === 'refused') {
			return;
		}

		await waitFor(clock, retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)] ?? 0, signal);
		failures++;
	}
}

/** Returns what ended the connection. */
async function followOnce(options: Options, onFirstMessage: () => void): Promise<unknown> {
	const {connect, store, batch, clock, signal, onClient} = options;

	try {
		const client = await connect();
		const hello = await client.hello();
		onClient(client);

		const {seq} = store.getState().fleet;

		for await (const message of client.followFleet({...(seq > 0 && {since: seq}), signal})) {
			onFirstMessage();
			batch.add(state => withMessage({...state, now: clock.now(), connection: {kind: 'connected', hello}}, message));
		}

		return new TowlineError('SUPERVISOR_GONE', 'the event stream ended');
	} catch (error) {
		return error;
	} finally {
		onClient(undefined);
		batch.flush();
	}
}

function withMessage(state: DashboardState, message: FleetMessage): DashboardState {
	const fleet = message.type === 'snapshot' ? message.fleet : evolveAll(state.fleet, message.facts);
	// What the first connection brings waits behind what is told already: it can be read elsewhere.
	const isTaken = state.fleet.seq === 0 && state.ui.toast !== undefined;
	const toast = isTaken ? undefined : toFleetToast(state.fleet, fleet, state.now);
	return {...state, fleet, ...(toast && {ui: evolveUi(state.ui, {type: 'told', toast})})};
}

function toConnection(problem: unknown, state: DashboardState, clock: Clock): Connection {
	if (problem instanceof TowlineError && !passing.has(problem.code)) {
		return {kind: 'refused', code: problem.code, message: problem.message, hint: problem.hint};
	}

	// Until something was shown, it is still the first connection that is waited for.
	if (state.connection.kind === 'connecting') {
		return state.connection;
	}

	return state.connection.kind === 'gone'
		? {...state.connection, why: toMessage(problem)}
		: {kind: 'gone', since: clock.now(), why: toMessage(problem)};
}

/** A notice older than this is no news to somebody who only opens the dashboard now. */
const freshMs = 10 * 60_000;

/**
 * What the fleet itself has to say once to whoever looks: its newest notice, or that files cannot be stories. `undefined`
 * when nothing is new between the two.
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
