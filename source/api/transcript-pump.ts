import type {Recorded, RunEvent} from '../core/fleet/agent-event.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {TranscriptMessage} from './contract.ts';
import type {EventSink} from './event-stream.ts';
import {createLatch, type Subscribe} from './latch.ts';

/** The part of the supervisor that the pump reads. */
export type RunSource = {
	currentRun(agent: AgentId): RunId | undefined;
	nextPosition(agent: AgentId, run: RunId): Promise<number>;
	readRun(options: {
		readonly agent: AgentId;
		readonly run: RunId;
		readonly position: number;
		readonly limit: number;
	}): Promise<readonly Recorded<RunEvent>[]>;
	readonly subscribe: Subscribe;
};

/** Where a client begins to read an agent's events. */
export type TranscriptCursor = {
	readonly agent: AgentId;
	/** `undefined`: the live run, or the last one. */
	readonly run: RunId | undefined;
	readonly position: number | undefined;
};

/** Events per message. */
const eventsAtOnce = 200;
/** A client that is further behind skips events: text may be skipped in a stream, facts are all in `GET /events`. */
const longestBacklog = 20_000;

/**
 * Sends one client the events of an agent's runs; a `reset` begins each run. Like the fleet's pump it keeps a position and no queue.
 * A run is read to its end before the next one begins.
 */
export async function pumpTranscript(source: RunSource, sink: EventSink, cursor: TranscriptCursor): Promise<void> {
	const {agent} = cursor;
	const latch = createLatch({
		subscribe: listener => source.subscribe(listener),
		isOfInterest: recorded => recorded.agent === agent,
		signal: sink.signal,
	});
	const send = (run: RunId | undefined, position: number, message: TranscriptMessage) =>
		sink.send(run === undefined ? '' : `${run}:${position}`, message);

	try {
		let run = cursor.run ?? source.currentRun(agent);
		let position = cursor.position ?? 0;

		if (cursor.run === undefined || cursor.position === undefined) {
			position = 0;
			await send(run, position, {type: 'reset', run, position});
		}

		while (!sink.signal.aborted) {
			const newest = source.currentRun(agent);
			const events = run === undefined ? [] : await source.readRun({agent, run, position, limit: eventsAtOnce});
			const last = events.at(-1);

			if (run !== undefined && last) {
				const later = await laterPosition(source, {agent, run, position});

				if (later === undefined) {
					position = last.position + 1;
					await send(run, position, {type: 'events', events});
				} else {
					position = later;
					await send(run, position, {type: 'reset', run, position});
				}
			} else if (newest === run) {
				await latch.wait();
			} else {
				run = newest;
				position = 0;
				await send(run, position, {type: 'reset', run, position});
			}
		}
	} finally {
		latch.stop();
	}
}

/** The position to continue at for a client that is too far behind; otherwise `undefined`. */
async function laterPosition(
	source: RunSource,
	{agent, run, position}: {readonly agent: AgentId; readonly run: RunId; readonly position: number},
): Promise<number | undefined> {
	const end = await source.nextPosition(agent, run);
	return end - position > longestBacklog ? end - longestBacklog / 2 : undefined;
}
