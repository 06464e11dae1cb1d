import {assertNever} from '../assert-never.ts';
import {formatClock, formatUsd} from '../format.ts';
import type {EpochMs} from '../ids.ts';
import {type LedgerRow, type Spent, spentSince} from '../money/ledger.ts';
import {needsPersonToStart, selectWaiting} from '../status/waiting.ts';
import type {Agent} from './agent.ts';
import type {Fleet} from './fleet.ts';
import {selectRows} from './selectors.ts';
import {type StatusView, traitsOf} from './status.ts';

/** What happened from a time on, for a person who was away. */
export type Since = {
	/** 0 for the project's whole life. */
	readonly since: EpochMs;
	/** Ended since then, and not live or queued again. */
	readonly finished: readonly Agent[];
	/** The same, of those that failed or were lost with their supervisor. */
	readonly failed: readonly Agent[];
	readonly stopped: readonly Agent[];
	/** What only a person can bring on, whenever it began to wait. */
	readonly waiting: readonly Agent[];
	readonly spent: Spent;
};

export type SinceOptions = {
	readonly fleet: Fleet;
	/** The project's ledger. */
	readonly rows: readonly LedgerRow[];
	readonly since: EpochMs;
	readonly now: EpochMs;
};

/** Sums up what happened from `since` on. */
export function selectSince({fleet, rows, since, now}: SinceOptions): Since {
	const agents = selectRows(fleet);
	const ended = agents.filter(agent => endedSince(agent, since));
	const inView = (view: StatusView) => ended.filter(agent => traitsOf(agent).view === view);
	return {
		since,
		finished: inView('completed'),
		failed: inView('failed'),
		stopped: ended.filter(({phase}) => phase.status === 'stopped'),
		waiting: agents.filter(agent => waitsForPerson(agent, fleet, now)),
		spent: spentSince(rows, since),
	};
}

/** When a lost run ended is not known, only when it was last heard of: it is news until somebody has looked. */
function endedSince({phase}: Agent, since: EpochMs): boolean {
	return 'end' in phase && (phase.end.endedAt >= since || (phase.status === 'lost' && phase.end.isUnseen));
}

function waitsForPerson(agent: Agent, fleet: Fleet, now: EpochMs): boolean {
	switch (agent.phase.status) {
		case 'needs-input':
			return true;
		case 'rate-limited':
			return fleet.project?.autoResume === false;
		case 'queued': {
			const waiting = selectWaiting(agent, fleet, now);
			return waiting !== undefined && needsPersonToStart(waiting);
		}

		case 'idle':
		case 'starting':
		case 'running':
		case 'stopping':
		case 'completed':
		case 'failed':
		case 'stopped':
		case 'lost':
			return false;
		default:
			return assertNever(agent.phase);
	}
}

/** `Since 18:02: 3 finished, 1 failed, 2 wait for you, $4.12 spent.`; `undefined` when there is nothing to tell. */
export function formatSince({since, finished, failed, waiting, spent}: Since, now: EpochMs): string | undefined {
	const parts = [
		finished.length > 0 ? `${finished.length} finished` : undefined,
		failed.length > 0 ? `${failed.length} failed` : undefined,
		waiting.length > 0 ? `${waiting.length} ${waiting.length === 1 ? 'waits' : 'wait'} for you` : undefined,
	].filter(part => part !== undefined);

	if (parts.length === 0) {
		return undefined;
	}

	const cost = spent.usage.costUsd ? [`${formatUsd(spent.usage.costUsd, spent.isEstimate)} spent`] : [];
	return `Since ${formatClock(since, now)}: ${[...parts, ...cost].join(', ')}.`;
}
