import {liveRun} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {selectTotal, selectUsage} from '../../core/fleet/selectors.ts';
import type {RunId, StoryId} from '../../core/ids.ts';
import {agentOfStory} from '../../core/status/waiting.ts';
import type {ProjectConfig} from '../../project/config/config.ts';
import type {DaySpending} from '../recording/day-spending.ts';

/** A budget, what of it is spent, and whom it binds. */
export type Account = {
	/** Unique; anew each day for the day's, and for each amount: who raises a budget is warned of the new one. */
	readonly key: string;
	readonly title: string;
	readonly budgetUsd: number;
	readonly spentUsd: number;
	/** `undefined`: it binds every story. */
	readonly story: StoryId | undefined;
};

/** Whose money it is, who sets the limits, and the one sum that the fleet does not hold. */
export type Books = {
	readonly fleet: Fleet;
	readonly limits: ProjectConfig['limits'];
	readonly day: Pick<DaySpending, 'name' | 'spentUsd'>;
};

/** What one run of this story is paid from: its own budget where it has one, and those that it shares. */
export function accountsOf(story: StoryId, books: Books): readonly Account[] {
	const own = agentOfStory(books.fleet, story)?.budgetUsd ?? books.limits.storyBudgetUsd;
	return [
		...toAccount(own, {
			key: `story ${story} ${own}`,
			title: `Story ${story}`,
			spent: () => storySpending(books.fleet, story),
			story,
		}),
		...sharedAccounts(books),
	];
}

/** The day's budget and the project's, where they are set. */
export function sharedAccounts({fleet, limits, day}: Books): readonly Account[] {
	const {dayBudgetUsd, projectBudgetUsd} = limits;
	return [
		...toAccount(dayBudgetUsd, {
			key: `day ${day.name()} ${dayBudgetUsd}`,
			title: 'Today',
			spent: day.spentUsd,
			story: undefined,
		}),
		...toAccount(projectBudgetUsd, {
			key: `project ${projectBudgetUsd}`,
			title: 'The project',
			spent: () => selectTotal(fleet).usage.costUsd ?? 0,
			story: undefined,
		}),
	];
}

/** The runs under way that an account pays for. */
export function liveRunsOf({story}: Account, fleet: Fleet): readonly RunId[] {
	return Object.values(fleet.agents)
		.filter(agent => story === undefined || agent.story === story)
		.flatMap(agent => liveRun(agent)?.run ?? []);
}

function storySpending(fleet: Fleet, story: StoryId): number {
	return Object.values(fleet.agents)
		.filter(agent => agent.story === story)
		.reduce((sum, agent) => sum + (selectUsage(agent).usage.costUsd ?? 0), 0);
}

/** What was spent is added up only where there is a budget for it. */
function toAccount(
	budgetUsd: number | undefined,
	{spent, ...rest}: Omit<Account, 'budgetUsd' | 'spentUsd'> & {readonly spent: () => number},
): readonly Account[] {
	return budgetUsd === undefined ? [] : [{...rest, budgetUsd, spentUsd: spent()}];
}
