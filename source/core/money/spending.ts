import type {Agent} from '../fleet/agent.ts';
import type {Fleet} from '../fleet/fleet.ts';
import type {EpochMs} from '../ids.ts';

/** What was spent in one quarter of an hour, by all agents together. */
export type Spending = {
	/** When the quarter of an hour began. Every time zone has its midnight at one of these times. */
	readonly from: EpochMs;
	/** US dollars; negative where a run's own figure was below the estimate before. */
	readonly costUsd: number;
};

const stepMs = 15 * 60_000;
/** A day has 25 hours when the clock is set back. */
const keptMs = 25 * 60 * 60_000;

/** Adds what an agent's runs cost more than before. Only what can belong to today, in any time zone, is kept. */
export function addSpending(
	spending: readonly Spending[],
	{before, after, at}: {readonly before: Agent | undefined; readonly after: Agent; readonly at: EpochMs},
): readonly Spending[] {
	const costUsd = before?.ledger === after.ledger ? 0 : costOf(after) - costOf(before);

	if (costUsd === 0) {
		return spending;
	}

	const from = (at - (at % stepMs)) as EpochMs;
	const known = spending.findIndex(step => step.from === from);
	const all =
		known === -1
			? [...spending, {from, costUsd}]
			: spending.map((step, index) => (index === known ? {from, costUsd: step.costUsd + costUsd} : step));
	return all.filter(step => step.from > at - keptMs);
}

/** What was spent since midnight; `midnight` is that of the person's time zone. */
export function selectSpentSince({spending}: Fleet, midnight: EpochMs): number {
	return spending.reduce((sum, {from, costUsd}) => (from >= midnight ? sum + costUsd : sum), 0);
}

function costOf(agent: Agent | undefined): number {
	return agent?.ledger.reduce((sum, {usage}) => sum + (usage.costUsd ?? 0), 0) ?? 0;
}
