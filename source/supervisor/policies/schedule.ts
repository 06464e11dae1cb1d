import type {AgentFact} from '../../core/fleet/agent-event.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import {nextSlotGivenUpAt} from '../../core/status/slots.ts';
import {selectQueue, selectWaiting, type Waiting} from '../../core/status/waiting.ts';
import type {Cancel} from '../clock.ts';
import type {Policy, PolicyDeps} from './policy.ts';
import {createRetryDelays} from './retry-delays.ts';

/**
 * Starts queued runs in order, as soon as no slot, dependency, rate limit, start time or pause blocks them.
 * Checks after every fact that may unblock a run, and by a timer when a run waits for a time.
 */
export function createSchedule({
	clock,
	fleet,
	startQueued,
}: Pick<PolicyDeps, 'clock' | 'fleet' | 'startQueued'>): Policy {
	let cancels: readonly Cancel[] = [];
	const delays = createRetryDelays(clock);
	/** Started, but still queued according to the facts: while the disk is full nothing is stored. */
	const starting = new Set<AgentId>();

	const cancelTimers = () => {
		for (const cancel of cancels) cancel();
	};

	const check = () => {
		cancelTimers();
		cancels = [];
		let nextAt: EpochMs | undefined;
		let nextInMs: number | undefined;
		const isQueued = (id: AgentId) => fleet().agents[id]?.phase.status === 'queued';
		delays.keep(isQueued);

		for (const id of [...starting].filter(each => !isQueued(each))) {
			starting.delete(id);
		}

		for (const {id} of selectQueue(fleet())) {
			// Read in each round: a start takes a slot.
			const agent = fleet().agents[id];
			const waiting = agent && selectWaiting(delays.withoutPassed(agent), fleet(), clock.now(), starting);

			if (agent && !waiting && !starting.has(id)) {
				starting.add(id);
				startQueued(id);
			} else if (agent && waiting) {
				nextAt = earlier(nextAt, unblocksAt(waiting, fleet(), clock.now()));
				nextInMs = waiting.kind === 'time' ? earlier(nextInMs, delays.leftMs(agent)) : nextInMs;
			}
		}

		if (nextAt !== undefined) {
			// The clock may be set back until then: what waits for a span is due no later.
			const spanMs = Math.min(nextAt - clock.now(), nextInMs ?? Number.POSITIVE_INFINITY);
			cancels = [clock.at(nextAt, check), clock.after(spanMs, check)];
		}
	};

	return {
		onFacts(facts) {
			if (facts.length === 0 || facts.some(({event}) => mayUnblock.has(event.type))) {
				check();
			}
		},
		dispose: cancelTimers,
	};
}

/** Facts that may unblock a run. Most facts cannot, and checking a queue of hundreds after each would be slow. */
const mayUnblock: ReadonlySet<string> = new Set<AgentFact['type']>([
	'project-configured',
	'story-read',
	'story-removed',
	'story-refused',
	'run-queued',
	'run-dequeued',
	'queue-moved',
	'queue-unpaused',
	'rate-limit-reported',
	'run-started',
	// An agent that waits for a person gives up its slot.
	'permission-asked',
	'run-ended',
]);

function unblocksAt(waiting: Waiting, fleet: Fleet, now: EpochMs): EpochMs | undefined {
	switch (waiting.kind) {
		case 'time':
		case 'rate-limit':
			return waiting.until;
		case 'slot':
		case 'agent-slot':
			return nextSlotGivenUpAt(fleet, now);
		default:
			return undefined;
	}
}

function earlier<Time extends number>(a: Time | undefined, b: Time | undefined): Time | undefined {
	if (a === undefined || b === undefined) {
		return a ?? b;
	}

	return a < b ? a : b;
}
