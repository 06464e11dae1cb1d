import type {Recorded, RunEvent} from '../../core/fleet/agent-event.ts';
import type {RunId} from '../../core/ids.ts';
import {eventSize} from './event-size.ts';

/** How much of each run is kept in memory for clients that follow it; older events are read from the log. */
const recentLimits = {events: 2000, characters: 400_000} as const;
/** How many ended runs keep their events in memory. */
const endedRunsKept = 8;

/** The last events of each live run, so that clients can follow a run without disk reads. */
export type RecentEvents = {
	push(recorded: Recorded): void;
	/** Events from `position` on; `undefined` when the first of them is no longer in memory. */
	read(run: RunId, position: number, limit: number): readonly Recorded<RunEvent>[] | undefined;
};

type Window = {events: Recorded<RunEvent>[]; size: number};

export function createRecentEvents(): RecentEvents {
	const windows = new Map<RunId, Window>();
	const ended: RunId[] = [];

	return {
		push(recorded) {
			const {run} = recorded;

			if (run === undefined || !isOfRun(recorded)) {
				return;
			}

			const window = windows.get(run) ?? {events: [], size: 0};
			windows.set(run, window);
			window.events.push(recorded);
			window.size += eventSize(recorded);
			trim(window);

			if (recorded.event.type === 'run-ended') {
				ended.push(run);
				const oldest = ended.length > endedRunsKept ? ended.shift() : undefined;

				if (oldest !== undefined) {
					windows.delete(oldest);
				}
			}
		},
		read(run, position, limit) {
			const events = windows.get(run)?.events;
			const first = events?.[0];

			if (!events || !first || position < first.position) {
				return undefined;
			}

			// Positions are dense, so the index follows from the first one.
			const start = position - first.position;
			return events.slice(start, start + limit);
		},
	};
}

/** Halves a window that is too large; removing events one by one would move the others each time. */
function trim(window: Window): void {
	if (window.events.length <= recentLimits.events && window.size <= recentLimits.characters) {
		return;
	}

	window.events = window.events.slice(Math.ceil(window.events.length / 2));
	window.size = window.events.reduce((sum, recorded) => sum + eventSize(recorded), 0);
}

/** An event with a run is always a `RunEvent`. */
function isOfRun(recorded: Recorded): recorded is Recorded<RunEvent> {
	return recorded.run !== undefined;
}
