import type {FleetClient} from '../../api/client.ts';
import {TowlineError} from '../../core/errors.ts';
import type {RunId} from '../../core/ids.ts';

/** A supervisor that dies more often than this under one command will do so again. */
const mostRestarts = 5;

type Parts = Pick<FleetClient, 'send' | 'followFleet' | 'followTranscript'>;

/**
 * A client for whoever waits long: when the supervisor goes away, `reconnect` finds or starts another one at the same
 * socket, what was to be said is said again, and streams go on where they were. So what the dead one left is heard as any
 * other fact. Throws what `reconnect` throws, and `SUPERVISOR_GONE` at the sixth time.
 */
export function createReconnectingClient(client: Parts, reconnect: () => Promise<unknown>): Parts {
	const revive = createRevival(reconnect);

	return {
		async send(command) {
			await client.send(command).catch(async error => {
				await revive(error);
				await client.send(command);
			});
		},
		followFleet({since, signal}) {
			let last = since;
			return endlessly({
				signal,
				revive,
				open: () => client.followFleet({signal, ...(last === undefined ? {} : {since: last})}),
				onMessage(message) {
					last = message.type === 'snapshot' ? message.fleet.seq : (message.facts.at(-1)?.seq ?? last);
				},
			});
		},
		followTranscript({agent, run, position, signal}) {
			let place: {readonly run: RunId; readonly position?: number} | undefined =
				run === undefined ? undefined : {run, ...(position === undefined ? {} : {position})};
			return endlessly({
				signal,
				revive,
				open: () => client.followTranscript({agent, signal, ...place}),
				onMessage(message) {
					const last = message.type === 'events' ? message.events.at(-1) : undefined;

					if (message.type === 'reset') {
						place = message.run === undefined ? undefined : {run: message.run, position: message.position};
					} else if (last && place) {
						place = {...place, position: last.position + 1};
					}
				},
			});
		},
	};
}

type Revive = (error: unknown) => Promise<void>;

/** Several streams break at once, and are mended together. Throws again what is no supervisor's going away. */
function createRevival(reconnect: () => Promise<unknown>): Revive {
	let restarts = 0;
	let reconnecting: Promise<unknown> | undefined;

	return async error => {
		if (!(error instanceof TowlineError) || error.code !== 'SUPERVISOR_GONE') {
			throw error;
		}

		if (!reconnecting) {
			if (++restarts > mostRestarts) {
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
	readonly revive: Revive;
	readonly open: () => AsyncIterable<Message>;
	readonly onMessage: (message: Message) => void;
};

async function* endlessly<Message>({signal, revive, open, onMessage}: Stream<Message>): AsyncGenerator<Message, void> {
	while (!signal.aborted) {
		try {
			for await (const message of open()) {
				onMessage(message);
				yield message;
			}
		} catch (error) {
			await revive(error);
		}
	}
}
