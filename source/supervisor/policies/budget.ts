import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import type {RunId} from '../../core/ids.ts';
import type {Cancel} from '../clock.ts';
import type {DaySpending} from '../recording/day-spending.ts';
import {type BudgetState, budgetsOf, liveRunsOf, sharedBudgets} from './budget-state.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** Fractions of a budget: from the first a warning, from the second runs stop after the current answer, from the third at once. */
const warnAt = 0.8;
const finishAt = 1;
const killAt = 1.2;

type Level = 'warned' | 'finishing' | 'killed';

type Deps = Pick<PolicyDeps, 'clock' | 'fleet' | 'config' | 'record' | 'stopRun'> & {readonly day: DaySpending};

/**
 * Keeps spending within the budgets of stories, the day and the project. Estimates count: money is spent before the
 * runtime reports the total. At 80 % a warning; at 100 % a run may finish its current answer and is interrupted; at 120 %
 * it is killed. The day's and the project's budgets also pause the queue.
 */
export function createBudget({clock, fleet, config, record, stopRun, day}: Deps): Policy {
	const levels = new Map<string, Level>();
	/** Runs over budget, with the reason; each is stopped when its current answer is complete. */
	const finishing = new Map<RunId, string>();

	const checkBudget = (budget: BudgetState) => {
		const part = budget.spentUsd / budget.budgetUsd;
		const level = levels.get(budget.key);
		const spent = `${budget.title} has spent $${budget.spentUsd.toFixed(2)} of $${budget.budgetUsd.toFixed(2)}`;

		if (part >= killAt && level !== 'killed') {
			levels.set(budget.key, 'killed');
			exhaust(budget, spent);
			for (const run of liveRunsOf(budget, fleet())) {
				stopRun(run, 'budget', spent);
			}
		} else if (part >= finishAt && level !== 'finishing' && level !== 'killed') {
			levels.set(budget.key, 'finishing');
			exhaust(budget, spent);
			for (const run of liveRunsOf(budget, fleet())) {
				finishing.set(run, spent);
			}
		} else if (part >= warnAt && level === undefined) {
			levels.set(budget.key, 'warned');
			record([{event: {type: 'notice-raised', level: 'warning', text: `${spent}.`}}]);
		}
	};

	/** Records that a budget is spent. A shared budget pauses the queue; a story's own is checked when the story starts. */
	const exhaust = (budget: BudgetState, spent: string) => {
		record([{event: {type: 'notice-raised', level: 'error', text: `${spent}. Its runs are being stopped.`}}]);

		if (budget.story === undefined) {
			record([{event: {type: 'queue-paused', reason: 'budget', detail: spent}}]);
		}
	};

	const sources = () => ({fleet: fleet(), limits: config().limits, day});
	const unpausing = createQueueUnpausing({clock, fleet, record, budgets: () => sharedBudgets(sources())});

	const onFact = ({event, agent, run}: RecordedFact) => {
		const over = run === undefined ? undefined : finishing.get(run);

		if (run !== undefined && over !== undefined && endsAnswer.has(event.type)) {
			finishing.delete(run);
			stopRun(run, 'budget', over);
		}

		if (event.type === 'usage-reported' && agent !== undefined) {
			const story = fleet().agents[agent]?.story;

			for (const budget of story === undefined ? [] : budgetsOf(story, sources())) {
				checkBudget(budget);
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

			unpausing.check();
		},
		dispose: unpausing.dispose,
	};
}

/** Events after which a run can be stopped without cutting off an answer. */
const endsAnswer: ReadonlySet<string> = new Set(['usage-reported', 'tool-finished', 'turn-ended']);

/** How often a queue paused by a budget is checked: at midnight there is no event that would trigger it. */
const checkEveryMs = 30_000;

/** Unpauses the queue when no shared budget is spent any more: on a new day, or when a budget was raised. */
function createQueueUnpausing({
	clock,
	fleet,
	record,
	budgets,
}: Pick<PolicyDeps, 'clock' | 'fleet' | 'record'> & {readonly budgets: () => readonly BudgetState[]}) {
	let cancelTimer: Cancel | undefined;

	const check = () => {
		cancelTimer?.();
		cancelTimer = undefined;

		if (!fleet().pauses.some(({reason}) => reason === 'budget')) {
			return;
		}

		if (budgets().some(({budgetUsd, spentUsd}) => spentUsd >= budgetUsd)) {
			cancelTimer = clock.after(checkEveryMs, check);
		} else {
			record([{event: {type: 'queue-unpaused', reason: 'budget'}}]);
		}
	};

	return {check, dispose: () => cancelTimer?.()};
}
