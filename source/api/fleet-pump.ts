import type {RecordedFact} from '../core/fleet/agent-event.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import type {FleetMessage} from './contract.ts';
import type {EventSink} from './event-stream.ts';
import {createLatch, type Subscribe} from './latch.ts';

/** What the pump reads: a part of the supervisor. */
export type FactSource = {
	fleet(): Fleet;
	readFacts(since: number, limit: number): readonly RecordedFact[];
	readonly subscribe: Subscribe;
};

/** One message's worth: enough that catching up is quick, little enough to hold per client. */
const factsAtOnce = 200;
/** Beyond this a snapshot is smaller than what was missed. */
const longestReplay = 5000;

/**
 * Sends one client every fact after `since`, or a snapshot and then every fact. It keeps no queue: it is a number that
 * moves through what is stored, so a client that does not read costs nothing and still misses nothing.
 */
export async function pumpFleet(source: FactSource, sink: EventSink, since: number | undefined): Promise<void> {
	const wake = createLatch({
		subscribe: listener => source.subscribe(listener),
		isOfInterest: recorded => recorded.seq !== undefined,
		signal: sink.signal,
	});
	const send = (seq: number, message: FleetMessage) => sink.send(String(seq), message);

	try {
		let cursor = since ?? -1;

		if (!canReplay(source.fleet().seq, since)) {
			const fleet = source.fleet();
			cursor = fleet.seq;
			await send(cursor, {type: 'snapshot', fleet});
		}

		while (!sink.signal.aborted) {
			const facts = source.readFacts(cursor, factsAtOnce);
			const last = facts.at(-1);

			if (last) {
				cursor = last.seq;
				await send(cursor, {type: 'facts', facts});
			} else {
				await wake.wait();
			}
		}
	} finally {
		wake.stop();
	}
}

/** A client that is ahead has seen another database: it must begin again. */
function canReplay(newest: number, since: number | undefined): boolean {
	return since !== undefined && since <= newest && newest - since <= longestReplay;
}
