import {TowlineError} from '../core/errors.ts';
import type {Recorded, RunEvent} from '../core/fleet/agent-event.ts';
import type {AgentId, RunId} from '../core/ids.ts';
import type {TranscriptMessage} from './contract.ts';
import type {EventSink} from './event-stream.ts';
import {createLatch, type Subscribe} from './latch.ts';

/** The part of the supervisor that the pump reads. */
export type RunSource = {
	currentRun(agent: AgentId): RunId | undefined;
	/** Every run of the agent, oldest first; the current one is the last. */
	runsOf(agent: AgentId): readonly RunId[];
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
	/** Without a place to continue from, begin with the runs before this one. */
	readonly withEarlier?: boolean;
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
	const send: Send = (run, position, message) => sink.send(run === undefined ? '' : `${run}:${position}`, message);

	try {
		let run = cursor.run ?? source.currentRun(agent);
		let position = cursor.position ?? 0;

		if (cursor.run === undefined || cursor.position === undefined) {
			position = 0;

			if (cursor.withEarlier) {
				await sendEarlier(source, {agent, before: run, send, signal: sink.signal});
			}

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

/** How many events of earlier runs are sent in all; the newest runs come first where there are more. */
const longestPast = 10_000;

type Send = (run: RunId | undefined, position: number, message: TranscriptMessage) => Promise<void>;
type Past = {
	readonly agent: AgentId;
	readonly before: RunId | undefined;
	readonly send: Send;
	readonly signal: AbortSignal;
};

/** Sends the runs before this one, oldest first, each after a `reset`. They have ended, so they do not grow. */
async function sendEarlier(source: RunSource, {agent, before, send, signal}: Past): Promise<void> {
	for (const {run, from} of await earlierRuns(source, agent, before)) {
		let position = from;
		await send(run, position, {type: 'reset', run, position});

		for (;;) {
			const events = signal.aborted ? [] : await source.readRun({agent, run, position, limit: eventsAtOnce});
			const last = events.at(-1);

			if (!last) {
				break;
			}

			position = last.position + 1;
			await send(run, position, {type: 'events', events});
		}
	}
}

/** How many events a run has; 0 when its log was pruned. */
async function lengthOf(source: RunSource, agent: AgentId, run: RunId): Promise<number> {
	try {
		return await source.nextPosition(agent, run);
	} catch (error) {
		if (error instanceof TowlineError && error.code === 'RUN_UNKNOWN') {
			return 0;
		}

		throw error;
	}
}

/** As many of the runs before this one as may be sent, oldest first; of the oldest one perhaps only the end. */
async function earlierRuns(source: RunSource, agent: AgentId, before: RunId | undefined) {
	const earlier: {readonly run: RunId; readonly from: number}[] = [];
	let left = longestPast;

	for (const run of source.runsOf(agent).toReversed()) {
		if (run !== before && left > 0) {
			const end = await lengthOf(source, agent, run);
			earlier.unshift({run, from: Math.max(0, end - left)});
			left -= end;
		}
	}

	return earlier;
}

/** The position to continue at for a client that is too far behind; otherwise `undefined`. */
async function laterPosition(
	source: RunSource,
	{agent, run, position}: {readonly agent: AgentId; readonly run: RunId; readonly position: number},
): Promise<number | undefined> {
	const end = await source.nextPosition(agent, run);
	return end - position > longestBacklog ? end - longestBacklog / 2 : undefined;
}
