import {type Agent, liveRun} from '../../core/fleet/agent.ts';
import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import {readLog} from '../../store/logs/read-log.ts';
import type {Store} from '../../store/store.ts';
import {eventSize} from '../recording/event-size.ts';
import type {Recorder} from '../recording/recorder.ts';

export type RunSlice = {
	readonly agent: AgentId;
	readonly run: RunId;
	readonly position: number;
	readonly limit: number;
};

/** About how many characters one slice has at most, besides its first event: each reader of a run has one in memory. */
const maxSliceCharacters = 500_000;

/** Reads a run's events: recent ones from memory, others from its log. */
export type RunReader = {
	currentRun(agent: Agent | undefined): RunId | undefined;
	nextPosition(agent: AgentId, run: RunId): Promise<number>;
	/** At least one event if there is one; fewer than `limit` where they are large. */
	readRun(slice: RunSlice): Promise<readonly Recorded<RunEvent>[]>;
};

export function createRunReader(options: {
	readonly store: Store;
	readonly recorder: Recorder;
	readonly root: string;
}): RunReader {
	const {store, recorder, root} = options;
	return {
		currentRun: agent => agent && (liveRun(agent)?.run ?? agent.lastEnd?.run),
		nextPosition: async (agent, run) => recorder.nextPosition(run) ?? store.nextPosition({agent, run}),
		readRun: async slice =>
			firstEvents(recorder.recent.read(slice.run, slice.position, slice.limit)) ?? (await readFromLog(root, slice)),
	};
}

async function readFromLog(
	root: string,
	{agent, run, position, limit}: RunSlice,
): Promise<readonly Recorded<RunEvent>[]> {
	const events: Recorded<RunEvent>[] = [];
	let size = 0;

	for await (const recorded of readLog({root, agent, run, from: position})) {
		if (isOfRun(recorded)) {
			events.push(recorded);
			size += eventSize(recorded);
		}

		if (events.length >= limit || size >= maxSliceCharacters) {
			break;
		}
	}

	return events;
}

/** The beginning of a list that is not larger than a slice may be. */
function firstEvents(events: readonly Recorded<RunEvent>[] | undefined): readonly Recorded<RunEvent>[] | undefined {
	let size = 0;
	const end = events?.findIndex(recorded => {
		size += eventSize(recorded);
		return size >= maxSliceCharacters;
	});
	return end === undefined || end === -1 ? events : events?.slice(0, end + 1);
}

/** A run's log contains only `RunEvent`s. */
function isOfRun(recorded: Recorded): recorded is Recorded<RunEvent> {
	return recorded.run !== undefined;
}
