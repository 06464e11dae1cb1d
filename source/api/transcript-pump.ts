import type {Recorded, RunEvent} from '../core/fleet/agent-event.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {TranscriptMessage} from './contract.ts';
import type {EventSink} from './event-stream.ts';
import {createLatch, type Subscribe} from './latch.ts';

/** What the pump reads: a part of the supervisor. */
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

/** Where a client reads an agent's text. */
export type TranscriptPlace = {
	readonly agent: AgentId;
	/** `undefined`: the live run, or the last. */
	readonly run: RunId | undefined;
	readonly position: number | undefined;
};

/** One message's worth. */
const eventsAtOnce = 200;
/** A client further behind than a person would scroll back goes on from nearer the end: text may be lost, facts not. */
const longestBacklog = 20_000;

/**
 * Sends one client an agent's text, run after run; a `reset` begins each. Like the fleet's pump it is a position and no
 * queue. A run is read to its end before the next one begins.
 */
export async function pumpTranscript(source: RunSource, sink: EventSink, place: TranscriptPlace): Promise<void> {
	const {agent} = place;
	const wake = createLatch({
		subscribe: listener => source.subscribe(listener),
		isOfInterest: recorded => recorded.agent === agent,
		signal: sink.signal,
	});
	const send = (run: RunId | undefined, position: number, message: TranscriptMessage) =>
		sink.send(run === undefined ? '' : `${run}:${position}`, message);

	try {
		let run = place.run ?? source.currentRun(agent);
		let position = place.position ?? 0;

		if (place.run === undefined || place.position === undefined) {
			position = 0;
			await send(run, position, {type: 'reset', run, position});
		}

		while (!sink.signal.aborted) {
			const newest = source.currentRun(agent);
			const events = run === undefined ? [] : await source.readRun({agent, run, position, limit: eventsAtOnce});
			const last = events.at(-1);

			if (run !== undefined && last) {
				const nearer = await nearerPosition(source, {agent, run, position});

				if (nearer === undefined) {
					position = last.position + 1;
					await send(run, position, {type: 'events', events});
				} else {
					position = nearer;
					await send(run, position, {type: 'reset', run, position});
				}
			} else if (newest === run) {
				await wake.wait();
			} else {
				run = newest;
				position = 0;
				await send(run, position, {type: 'reset', run, position});
			}
		}
	} finally {
		wake.stop();
	}
}

/** Where to go on instead, for a client that is too far behind; `undefined` if it is not. */
async function nearerPosition(
	source: RunSource,
	{agent, run, position}: {readonly agent: AgentId; readonly run: RunId; readonly position: number},
): Promise<number | undefined> {
	const end = await source.nextPosition(agent, run);
	return end - position > longestBacklog ? end - longestBacklog / 2 : undefined;
}
