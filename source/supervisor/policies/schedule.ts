import type {AgentFact} from '../../core/fleet/agent-event.ts';
import type {AgentId, EpochMs} from '../../core/ids.ts';
import {selectQueue, selectWaiting, type Waiting} from '../../core/status/waiting.ts';
import type {Cancel} from '../clock.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/**
 * Starts what is queued, in its order, as soon as nothing holds it: slots, dependencies, windows, times, pauses.
 * Looks again after every fact that may let one go, and by a timer when only time is waited for.
 */
export function createSchedule({
	clock,
	fleet,
	startQueued,
}: Pick<PolicyDeps, 'clock' | 'fleet' | 'startQueued'>): Policy {
	let cancelTimer: Cancel | undefined;
	/** Let go, and still queued by the facts: while the disk is full, nothing is stored. */
	const starting = new Set<AgentId>();

	const look = () => {
		cancelTimer?.();
		cancelTimer = undefined;
		let nextAt: EpochMs | undefined;

		for (const id of starting) {
			if (fleet().agents[id]?.phase.status !== 'queued') {
				starting.delete(id);
			}
		}

		for (const {id} of selectQueue(fleet())) {
			// Read anew each time: starting one takes a slot.
			const agent = fleet().agents[id];
			const waiting = agent && selectWaiting(agent, fleet(), clock.now(), starting);

			if (agent && !waiting && !starting.has(id)) {
				starting.add(id);
				startQueued(id);
			} else if (waiting) {
				nextAt = earlier(nextAt, opensItselfAt(waiting));
			}
		}

		if (nextAt !== undefined) {
			cancelTimer = clock.after(nextAt - clock.now(), look);
		}
	};

	return {
		onFacts(facts) {
			if (facts.length === 0 || facts.some(({event}) => mayLetGo.has(event.type))) {
				look();
			}
		},
		dispose: () => cancelTimer?.(),
	};
}

/** The others, most of them by far, only hold: with hundreds in the queue it is not gone through for each. */
const mayLetGo: ReadonlySet<string> = new Set<AgentFact['type']>([
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
	'run-ended',
]);

function opensItselfAt(waiting: Waiting): EpochMs | undefined {
	return waiting.kind === 'time' || waiting.kind === 'rate-limit' ? waiting.until : undefined;
}

function earlier(a: EpochMs | undefined, b: EpochMs | undefined): EpochMs | undefined {
	if (a === undefined || b === undefined) {
		return a ?? b;
	}

	return a < b ? a : b;
}
