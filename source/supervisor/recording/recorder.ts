import type {AgentEvent, Recorded, RecordedFact} from '../../core/fleet/agent-event.ts';
import {isFact, isRecordedFact} from '../../core/fleet/event-kinds.ts';
import {evolve} from '../../core/fleet/evolve.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import type {Store} from '../../store/store.ts';
import type {Clock} from '../clock.ts';
import {createPublisher, type Listener} from './publisher.ts';
import {createRecentEvents, type RecentEvents} from './recent-events.ts';

/** An event that is not yet numbered, and about whom. */
export type DraftEvent = {readonly agent?: AgentId; readonly run?: RunId; readonly event: AgentEvent};

/** The one choke point: stamp, store, fold, publish, in that order; nothing is published before it is stored. */
export type Recorder = {
	fleet(): Fleet;
	/** Never throws: what cannot be stored now is held and stored later. */
	record(drafts: readonly DraftEvent[]): void;
	/** Calls back after each batch; listeners that came first are called first. */
	subscribe(listener: Listener): () => void;
	/** Where the next event of a run will stand. */
	nextPosition(run: RunId): number | undefined;
	/** A run of an earlier supervisor is written on: `position` is where its log ends. */
	reopen(run: RunId, position: number): void;
	/** What was recorded lately of a run. */
	readonly recent: RecentEvents;
	/** Tries again to store what found no room. Returns whether everything is stored now. */
	retry(): boolean;
};

export type RecorderOptions = {
	readonly store: Store;
	readonly fleet: Fleet;
	readonly clock: Clock;
	/** Nothing can be stored, mostly because the disk is full: all is held in order, and nothing more may be printed until it can. */
	readonly onUnstorable: (error: unknown) => void;
	/** A listener threw; the others have been called all the same. */
	readonly onFault: (error: unknown) => void;
};

export function createRecorder({store, fleet: initial, clock, onUnstorable, onFault}: RecorderOptions): Recorder {
	let fleet = initial;
	const stamps = createStamps(store, clock);
	const recent = createRecentEvents();
	/** Stamped, but not stored. */
	let held: Recorded[] = [];
	const {publish, subscribe} = createPublisher(onFault);

	/** Stores and folds; what cannot be stored waits in `held`, in order. */
	const keep = (batch: readonly Recorded[]): readonly Recorded[] => {
		held.push(...batch);

		try {
			store.append(held);
		} catch (error) {
			onUnstorable(error);
			return [];
		}

		const stored = held;
		held = [];

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

	return {
		fleet: () => fleet,
		record(drafts) {
			if (drafts.length > 0) {
				publish(keep(drafts.map(stamps.stamp)));
			}
		},
		subscribe,
		nextPosition: stamps.nextPosition,
		reopen: stamps.reopen,
		recent,
		retry() {
			publish(keep([]));
			return held.length === 0;
		},
	};
}

/** What every event gets: its time, its place in its log, and a fact its number. */
function createStamps(
	{lastSeq, nextProjectPosition}: Pick<Store, 'lastSeq' | 'nextProjectPosition'>,
	clock: Pick<Clock, 'now'>,
) {
	let seq = lastSeq;
	let projectPosition = nextProjectPosition;
	const positions = new Map<RunId, number>();

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
		nextPosition: (run: RunId) => positions.get(run),
		reopen: (run: RunId, position: number) => positions.set(run, position),
	};
}

/** Only the facts of a batch. */
export function factsOf(batch: readonly Recorded[]): readonly RecordedFact[] {
	return batch.filter(isRecordedFact);
}
