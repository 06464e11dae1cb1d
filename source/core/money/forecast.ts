import {type Agent, isLive} from '../fleet/agent.ts';
import type {Fleet} from '../fleet/fleet.ts';
import {selectElapsedMs, selectTotal} from '../fleet/selectors.ts';
import type {EpochMs} from '../ids.ts';

/** A run shorter than this says nothing about what an hour of it would cost. */
const telling = 60_000;

/** What an agent's live run has spent, carried on for an hour; `undefined` while that says nothing. */
export function selectUsdPerHour(agent: Agent, now: EpochMs): number | undefined {
	const elapsedMs = selectElapsedMs(agent, now) ?? 0;
	const costUsd = agent.ledger.at(-1)?.usage.costUsd;
	return isLive(agent) && costUsd !== undefined && elapsedMs > telling ? (costUsd / elapsedMs) * 3_600_000 : undefined;
}

/** When the project's budget is spent, if everything that runs goes on as it did; `undefined` when that is not in sight. */
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
