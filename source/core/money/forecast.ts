import {type Agent, isLive} from '../fleet/agent.ts';
import type {Fleet} from '../fleet/fleet.ts';
import {selectLiveMs, selectTotal} from '../fleet/selectors.ts';
import type {EpochMs} from '../ids.ts';

/** The cost per hour of a shorter run is too uncertain to show. */
const shortestMs = 60_000;

/** US dollars per hour of an agent's live run; `undefined` in its first minute, or without a cost. */
export function selectUsdPerHour(agent: Agent, now: EpochMs): number | undefined {
	const elapsedMs = selectLiveMs(agent, now) ?? 0;
	const costUsd = agent.ledger.at(-1)?.usage.costUsd;
	return isLive(agent) && costUsd !== undefined && elapsedMs > shortestMs
		? (costUsd / elapsedMs) * 3_600_000
		: undefined;
}

/** When the project's budget is spent if all live runs continue at their rate; `undefined` if not within 24 hours. */
export function selectBudgetReachedAt(fleet: Fleet, now: EpochMs): EpochMs | undefined {
	const budgetUsd = fleet.project?.budgets.projectUsd;
	let perHour = 0;

	for (const agent of Object.values(fleet.agents)) {
		perHour += selectUsdPerHour(agent, now) ?? 0;
	}

	if (budgetUsd === undefined || perHour === 0) {
		return undefined;
	}

	const leftUsd = budgetUsd - (selectTotal(fleet).usage.costUsd ?? 0);
	const hours = leftUsd / perHour;
	return leftUsd > 0 && hours < 24 ? ((now + hours * 3_600_000) as EpochMs) : undefined;
}
