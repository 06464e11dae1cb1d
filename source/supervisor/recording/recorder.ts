import type {AgentEvent, Recorded, RecordedFact} from '../../core/fleet/agent-event.ts';
import {isFact, isRecordedFact} from '../../core/fleet/event-kinds.ts';
import {evolve} from '../../core/fleet/evolve.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import type {SpoolCursor, Store} from '../../store/store.ts';
import type {Clock} from '../clock.ts';
import {createPublisher, type Listener} from './publisher.ts';
import {createRecentEvents, type RecentEvents} from './recent-events.ts';

/** An event without its number and time, and the agent and run it is about. */
export type DraftEvent = {
	readonly agent?: AgentId;
	readonly run?: RunId;
	readonly event: AgentEvent;
	/** How far into the run's spool it reaches; absent for what its program did not print. */
	readonly cursor?: SpoolCursor;
};

/** The only way to record events: stamp, store, fold, publish, in that order. Nothing is published before it is stored. */
export type Recorder = {
	fleet(): Fleet;
	/** Never throws: events that cannot be stored are buffered and stored later. */
	record(drafts: readonly DraftEvent[]): void;
	/** Stores events now or throws why it cannot, for what a person asked: then nothing of it is kept. */
	recordNow(drafts: readonly DraftEvent[]): void;
	/** Calls back after each stored batch, in the order of subscription. Returns a function that unsubscribes. */
	subscribe(listener: Listener): () => void;
	/** The position of a run's next event; `undefined` for a run with no event in this process. */
	nextPosition(run: RunId): number | undefined;
	/** Continues the log of an earlier supervisor's run; `position` is its end. */
	reopen(run: RunId, position: number): void;
	/** The last events of runs, in memory. */
	readonly recent: RecentEvents;
	/** Tries to store the buffered events. Returns whether all are stored. */
	retry(): boolean;
};

export type RecorderOptions = {
	readonly store: Store;
	readonly fleet: Fleet;
	readonly clock: Clock;
	/** A batch could not be stored, mostly because the disk is full. It is buffered; agents must be frozen, because the buffer is in memory. */
	readonly onUnstorable: (error: unknown) => void;
	/** A listener threw; the other listeners were still called. */
	readonly onFault: (error: unknown) => void;
};

export function createRecorder({store, fleet: initial, clock, onUnstorable, onFault}: RecorderOptions): Recorder {
	let fleet = initial;
	const stamps = createStamps(store, clock);
	const recent = createRecentEvents();
	/** Stamped, but not stored yet. */
	let buffered: Recorded[] = [];
	let cursors = new Map<Recorded, SpoolCursor>();
	let lastError: unknown;
	const {publish, subscribe} = createPublisher(onFault);

	/** Stores and folds a batch. Returns what was stored; the rest stays in `buffered`, in order. */
	const storeBatch = (batch: readonly Recorded[]): readonly Recorded[] => {
		buffered.push(...batch);

		try {
			store.append(buffered, cursors);
		} catch (error) {
			lastError = error;
			onUnstorable(error);
			return [];
		}

		const stored = buffered;
		buffered = [];
		cursors = new Map();

		for (const recorded of stored) {
			if (isRecordedFact(recorded)) {
				fleet = evolve(fleet, recorded);
			}

			recent.push(recorded);

			if (recorded.event.type === 'run-ended' && recorded.run !== undefined) {
				store.closeRun(recorded);
			}
		}

		return stored;
	};

	const stamp = (draft: DraftEvent): Recorded => {
		const recorded = stamps.stamp(draft);

		if (draft.cursor) {
			cursors.set(recorded, draft.cursor);
		}

		return recorded;
	};

	return {
		fleet: () => fleet,
		record(drafts) {
			if (drafts.length > 0) {
				publish(storeBatch(drafts.map(stamp)));
			}
		},
		recordNow(drafts) {
			if (drafts.length === 0) {
				return;
			}

			// What waits comes first.
			publish(storeBatch([]));

			if (buffered.length > 0) {
				throw lastError;
			}

			const undo = stamps.save();
			const stored = storeBatch(drafts.map(stamp));

			if (stored.length === 0) {
				buffered = [];
				cursors = new Map();
				undo();
				throw lastError;
			}

			publish(stored);
		},
		subscribe,
		nextPosition: stamps.nextPosition,
		reopen: stamps.reopen,
		recent,
		retry() {
			publish(storeBatch([]));
			return buffered.length === 0;
		},
	};
}

/** Adds the time and the position in the log to each event, and `seq` to each fact. */
function createStamps(
	{lastSeq, nextProjectPosition}: Pick<Store, 'lastSeq' | 'nextProjectPosition'>,
	clock: Pick<Clock, 'now'>,
) {
	let seq = lastSeq;
	let projectPosition = nextProjectPosition;
	let positions = new Map<RunId, number>();

	const takePosition = (run: RunId | undefined): number => {
		if (run === undefined) {
			return projectPosition++;
		}

		const position = positions.get(run) ?? 0;
		positions.set(run, position + 1);
		return position;
	};

	return {
		stamp: ({agent, run, event}: DraftEvent): Recorded => ({
			...(isFact(event) ? {seq: ++seq} : {}),
			position: takePosition(run),
			at: clock.now(),
			...(agent === undefined ? {} : {agent}),
			...(run === undefined ? {} : {run}),
			event,
		}),
		/** Returns a function that takes back all stamps from now on. */
		save() {
			const [savedSeq, savedPosition, savedPositions] = [seq, projectPosition, new Map(positions)];
			return () => {
				seq = savedSeq;
				projectPosition = savedPosition;
				positions = savedPositions;
			};
		},
		nextPosition: (run: RunId) => positions.get(run),
		reopen: (run: RunId, position: number) => positions.set(run, position),
	};
}

/** The facts of a batch. */
export function factsOf(batch: readonly Recorded[]): readonly RecordedFact[] {
	return batch.filter(isRecordedFact);
}
