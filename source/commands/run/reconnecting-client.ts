import type {FleetClient} from '../../api/client.ts';
import {type ErrorCode, TowlineError} from '../../core/errors.ts';
import {hasUnstored} from '../../core/fleet/unstorable.ts';
import type {RunId} from '../../core/ids.ts';

/** After this many restarts of the supervisor a command gives up. */
const maxRestarts = 5;

type Parts = Pick<FleetClient, 'send' | 'followFleet' | 'followTranscript'>;

/**
 * A client for long-running commands. When the supervisor goes away, `reconnect` finds or starts another one at the same
 * socket; then the failed request is sent again and streams continue at their last position, so no fact is missed. Throws
 * what `reconnect` throws, and `SUPERVISOR_GONE` after five restarts.
 */
export function createReconnectingClient(client: Parts, reconnect: () => Promise<unknown>): Parts {
	const recover = createRecovery(reconnect);

	return {
		async send(command) {
			await client.send(command).catch(async error => {
				await recover(error);
				await client.send(command);
			});
		},
		followFleet({since, signal}) {
			let last = since;
			return resumeStream({
				signal,
				recover,
				open: () => client.followFleet({signal, ...(last === undefined ? {} : {since: last})}),
				onMessage(message) {
					if (message.type === 'snapshot') {
						last = hasUnstored(message.fleet) ? undefined : message.fleet.seq;
					} else {
						last = message.facts.at(-1)?.seq ?? last;
					}
				},
			});
		},
		followTranscript({agent, run, position, signal}) {
			let resumeAt: {readonly run: RunId; readonly position?: number} | undefined =
				run === undefined ? undefined : {run, ...(position === undefined ? {} : {position})};
			return resumeStream({
				signal,
				recover,
				open: () => client.followTranscript({agent, signal, ...resumeAt}),
				onMessage(message) {
					const last = message.type === 'events' ? message.events.at(-1) : undefined;

					if (message.type === 'reset') {
						resumeAt = message.run === undefined ? undefined : {run: message.run, position: message.position};
					} else if (last && resumeAt) {
						resumeAt = {...resumeAt, position: last.position + 1};
					}
				},
			});
		},
	};
}

/** The connection is lost; the supervisor may answer a new one. */
const lostCodes: ReadonlySet<ErrorCode> = new Set(['SUPERVISOR_GONE', 'SUPERVISOR_HUNG']);

type Recover = (error: unknown) => Promise<void>;

/** Several streams break at once and share one reconnection. Rethrows every error that is not of `lostCodes`. */
function createRecovery(reconnect: () => Promise<unknown>): Recover {
	let restarts = 0;
	let reconnecting: Promise<unknown> | undefined;

	return async error => {
		if (!(error instanceof TowlineError) || !lostCodes.has(error.code)) {
			throw error;
		}

		if (!reconnecting) {
			if (++restarts > maxRestarts) {
				throw error;
			}

			reconnecting = reconnect().finally(() => {
				reconnecting = undefined;
			});
		}

		await reconnecting;
	};
}

type Stream<Message> = {
	readonly signal: AbortSignal;
	readonly recover: Recover;
	readonly open: () => AsyncIterable<Message>;
	readonly onMessage: (message: Message) => void;
};

async function* resumeStream<Message>({
	signal,
	recover,
	open,
	onMessage,
}: Stream<Message>): AsyncGenerator<Message, void> {
	while (!signal.aborted) {
		try {
			for await (const message of open()) {
				onMessage(message);
				yield message;
			}
		} catch (error) {
			await recover(error);
		}
	}
}
