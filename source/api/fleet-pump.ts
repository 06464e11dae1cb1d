import type {RecordedFact} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import {hasUnstored} from '../core/fleet/unstorable.ts';
import type {FleetMessage} from './contract.ts';
import type {EventSink} from './event-stream.ts';
import {createLatch, type Subscribe} from './latch.ts';

/** The part of the supervisor that the pump reads. */
export type FactSource = {
	fleet(): Fleet;
	readFacts(since: number, limit: number): readonly RecordedFact[];
	readonly subscribe: Subscribe;
	/** Calls back when `fleet` says, without a fact, that facts cannot be stored. Returns a function that unsubscribes. */
	onceUnstored(listener: () => void): () => void;
};

/** Facts per message: many enough to catch up quickly, few enough to keep in memory for each client. */
const factsAtOnce = 200;
/** A client that missed more facts gets a snapshot, which is smaller. */
const longestReplay = 5000;

/**
 * Sends one client every fact after `since`, or a snapshot and then every fact; another snapshot when facts cannot be stored, which
 * no fact says. It keeps a cursor and no queue, so
 * a client that does not read takes no memory and still gets every fact.
 */
export async function pumpFleet(source: FactSource, sink: EventSink, since: number | undefined): Promise<void> {
	const latch = createLatch({
		subscribe: listener => source.subscribe(listener),
		isOfInterest: recorded => recorded.seq !== undefined,
		signal: sink.signal,
	});
	const stopTelling = source.onceUnstored(latch.set);
	const send = (seq: number, message: FleetMessage) => sink.send(String(seq), message);

	try {
		let cursor = since ?? -1;
		let isTold = false;
		const sendSnapshot = async () => {
			const fleet = source.fleet();
			cursor = fleet.seq;
			isTold = hasUnstored(fleet);
			await send(cursor, {type: 'snapshot', fleet});
		};

		if (!canReplay(source.fleet().seq, since)) {
			await sendSnapshot();
		}

		while (!sink.signal.aborted) {
			const facts = source.readFacts(cursor, factsAtOnce);
			const last = facts.at(-1);

			if (last) {
				cursor = last.seq;
				await send(cursor, {type: 'facts', facts});
			} else if (hasUnstored(source.fleet()) && !isTold) {
				await sendSnapshot();
			} else {
				// A fact ends the pause that it was told of: what comes later is told again.
				isTold = hasUnstored(source.fleet());
				await latch.wait();
			}
		}
	} finally {
		stopTelling();
		latch.stop();
	}
}

/** `false` when the client is too far behind, or ahead: then it has read another database and must begin again. */
function canReplay(newest: number, since: number | undefined): boolean {
	return since !== undefined && since <= newest && newest - since <= longestReplay;
}
