import {liveRun} from '../../core/agent.ts';
import type {RecordedFact} from '../../core/agent-event.ts';
import type {RunId, StoryId} from '../../core/ids.ts';
import {selectTotal, selectUsage} from '../../core/selectors.ts';
import {agentOfStory} from '../../core/waiting.ts';
import type {Cancel} from '../clock.ts';
import type {DaySpending} from '../day-spending.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** Parts of a budget at which something happens: a warning, the end after the current answer, the end at once. */
const warnAt = 0.8;
const finishAt = 1;
const killAt = 1.2;

/** How often a queue that a budget paused looks whether it may go on: at midnight nothing else happens. */
const reopenEveryMs = 30_000;

type Level = 'warned' | 'finishing' | 'killed';

/** A budget, what of it is spent, and whom it binds. */
type Account = {
	/** Unique; anew each day for the day's, and for each amount: who raises a budget is warned of the new one. */
	readonly key: string;
	readonly title: string;
	readonly budgetUsd: number;
	readonly spentUsd: number;
	readonly story: StoryId | undefined;
};

type Deps = Pick<PolicyDeps, 'clock' | 'fleet' | 'config' | 'record' | 'stopRun'> & {readonly day: DaySpending};

/**
 * Keeps spending within the budgets of stories, the day and the project. Estimates count: money is spent before the
 * runtime has added it up. At 80 % a warning; at 100 % a run may finish its current answer and is interrupted; at 120 %
 * it is killed. The day's and the project's budgets also pause the queue.
 */
export function createBudget({clock, fleet, config, record, stopRun, day}: Deps): Policy {
	let cancelTimer: Cancel | undefined;
	const levels = new Map<string, Level>();
	/** Runs that are over, to be stopped when their answer is complete. */
	const finishing = new Map<RunId, string>();

	const check = (account: Account) => {
		const part = account.spentUsd / account.budgetUsd;
		const level = levels.get(account.key);
		const spent = `${account.title} has spent $${account.spentUsd.toFixed(2)} of $${account.budgetUsd.toFixed(2)}`;

		if (part >= killAt && level !== 'killed') {
			levels.set(account.key, 'killed');
			close(account, spent);
			for (const run of liveRunsOf(account)) {
				stopRun(run, 'budget', spent);
			}
		} else if (part >= finishAt && level !== 'finishing' && level !== 'killed') {
			levels.set(account.key, 'finishing');
			close(account, spent);
			for (const run of liveRunsOf(account)) {
				finishing.set(run, spent);
			}
		} else if (part >= warnAt && level === undefined) {
			levels.set(account.key, 'warned');
			record([{event: {type: 'notice-raised', level: 'warning', text: `${spent}.`}}]);
		}
	};

	/** A story's own budget is looked at when it is to start; the others hold everything. */
	const close = (account: Account, spent: string) => {
		record([{event: {type: 'notice-raised', level: 'error', text: `${spent}: it is being stopped.`}}]);

		if (account.story === undefined) {
			record([{event: {type: 'queue-paused', reason: 'budget', detail: spent}}]);
		}
	};

	const liveRunsOf = ({story}: Account): readonly RunId[] =>
		Object.values(fleet().agents)
			.filter(agent => story === undefined || agent.story === story)
			.flatMap(agent => liveRun(agent)?.run ?? []);

	const accountsOf = (story: StoryId): readonly Account[] => {
		const {storyBudgetUsd, dayBudgetUsd, projectBudgetUsd} = config().limits;
		const own = agentOfStory(fleet(), story)?.budgetUsd ?? storyBudgetUsd;
		return [
			...toAccount(own, {
				key: `story ${story} ${own}`,
				title: `Story ${story}`,
				spent: () => storySpending(story),
				story,
			}),
			...toAccount(dayBudgetUsd, {
				key: `day ${day.name()} ${dayBudgetUsd}`,
				title: 'Today',
				spent: day.spentUsd,
				story: undefined,
			}),
			...toAccount(projectBudgetUsd, {
				key: `project ${projectBudgetUsd}`,
				title: 'The project',
				spent: projectSpending,
				story: undefined,
			}),
		];
	};

	const storySpending = (story: StoryId): number =>
		Object.values(fleet().agents)
			.filter(agent => agent.story === story)
			.reduce((sum, agent) => sum + (selectUsage(agent).usage.costUsd ?? 0), 0);

	const projectSpending = (): number => selectTotal(fleet()).usage.costUsd ?? 0;

	const onFact = ({event, agent, run}: RecordedFact) => {
		const over = run === undefined ? undefined : finishing.get(run);

		if (run !== undefined && over !== undefined && endsAnswer.has(event.type)) {
			finishing.delete(run);
			stopRun(run, 'budget', over);
		}

		if (event.type === 'usage-reported' && agent !== undefined) {
			const story = fleet().agents[agent]?.story;

			for (const account of story === undefined ? [] : accountsOf(story)) {
				check(account);
			}
		}

		if (event.type === 'run-ended' && run !== undefined) {
			finishing.delete(run);
		}
	};

	return {
		onFacts(facts) {
			day.onFacts(facts);

			for (const fact of facts) {
				onFact(fact);
			}

			reopen();
		},
		dispose: () => cancelTimer?.(),
	};

	/** A pause for the day's budget ends with the day, and any pause when the person has raised the budget. */
	function reopen(): void {
		cancelTimer?.();
		cancelTimer = undefined;

		if (!fleet().pauses.some(({reason}) => reason === 'budget')) {
			return;
		}

		const {dayBudgetUsd, projectBudgetUsd} = config().limits;
		const isOver =
			(dayBudgetUsd !== undefined && day.spentUsd() >= dayBudgetUsd) ||
			(projectBudgetUsd !== undefined && projectSpending() >= projectBudgetUsd);

		if (isOver) {
			cancelTimer = clock.after(reopenEveryMs, reopen);
		} else {
			record([{event: {type: 'queue-unpaused', reason: 'budget'}}]);
		}
	}
}

/** After these nothing of an answer is cut off: its usage was reported, its tool is done. */
const endsAnswer: ReadonlySet<string> = new Set(['usage-reported', 'tool-finished', 'turn-ended']);

/** What was spent is added up only where there is a budget for it. */
function toAccount(
	budgetUsd: number | undefined,
	{spent, ...rest}: Omit<Account, 'budgetUsd' | 'spentUsd'> & {readonly spent: () => number},
): readonly Account[] {
	return budgetUsd === undefined ? [] : [{...rest, budgetUsd, spentUsd: spent()}];
}
