import {liveRun} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectTotal, selectUsage} from '../../core/fleet/selectors.ts';
import type {RunId, StoryId} from '../../core/ids.ts';
import {agentOfStory} from '../../core/status/waiting.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import type {DaySpending} from '../recording/day-spending.ts';

/** A budget, what has been spent of it, and which stories it limits. */
export type BudgetState = {
	/** Unique. It names the amount, and the day of a daily budget, so that a new day or a changed budget gives new warnings. */
	readonly key: string;
	readonly title: string;
	readonly budgetUsd: number;
	readonly spentUsd: number;
	/** `undefined`: the budget limits every story. */
	readonly story: StoryId | undefined;
};

/** What budgets are computed from. */
export type BudgetSources = {
	readonly fleet: Fleet;
	readonly limits: ProjectConfig['limits'];
	readonly day: Pick<DaySpending, 'name' | 'spentUsd'>;
};

/** The budgets that limit a story: its own, if it has one, and the shared ones. */
export function budgetsOf(story: StoryId, sources: BudgetSources): readonly BudgetState[] {
	const own = agentOfStory(sources.fleet, story)?.budgetUsd ?? sources.limits.storyBudgetUsd;
	return [
		...toBudget(own, {
			key: `story ${story} ${own}`,
			title: `Story ${story}`,
			spent: () => storySpending(sources.fleet, story),
			story,
		}),
		...sharedBudgets(sources),
	];
}

/** The budgets of the day and of the project, if they are set. */
export function sharedBudgets({fleet, limits, day}: BudgetSources): readonly BudgetState[] {
	const {dayBudgetUsd, projectBudgetUsd} = limits;
	return [
		...toBudget(dayBudgetUsd, {
			key: `day ${day.name()} ${dayBudgetUsd}`,
			title: 'Today',
			spent: day.spentUsd,
			story: undefined,
		}),
		...toBudget(projectBudgetUsd, {
			key: `project ${projectBudgetUsd}`,
			title: 'The project',
			spent: () => selectTotal(fleet).usage.costUsd ?? 0,
			story: undefined,
		}),
	];
}

/** The live runs that a budget limits. */
export function liveRunsOf({story}: BudgetState, fleet: Fleet): readonly RunId[] {
	return Object.values(fleet.agents)
		.filter(agent => story === undefined || agent.story === story)
		.flatMap(agent => liveRun(agent)?.run ?? []);
}

function storySpending(fleet: Fleet, story: StoryId): number {
	return Object.values(fleet.agents)
		.filter(agent => agent.story === story)
		.reduce((sum, agent) => sum + (selectUsage(agent).usage.costUsd ?? 0), 0);
}

/** Empty without a budget; spending is summed only if there is one. */
function toBudget(
	budgetUsd: number | undefined,
	{spent, ...rest}: Omit<BudgetState, 'budgetUsd' | 'spentUsd'> & {readonly spent: () => number},
): readonly BudgetState[] {
	return budgetUsd === undefined ? [] : [{...rest, budgetUsd, spentUsd: spent()}];
}
