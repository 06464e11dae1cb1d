import type {RecordedFact} from '../../core/fleet/agent-event.ts';
import type {RunId} from '../../core/ids.ts';
import type {Cancel} from '../clock.ts';
import type {DaySpending} from '../recording/day-spending.ts';
import {type Account, accountsOf, liveRunsOf, sharedAccounts} from './accounts.ts';
import type {Policy, PolicyDeps} from './policy.ts';

/** Parts of a budget at which something happens: a warning, the end after the current answer, the end at once. */
const warnAt = 0.8;
const finishAt = 1;
const killAt = 1.2;

type Level = 'warned' | 'finishing' | 'killed';

type Deps = Pick<PolicyDeps, 'clock' | 'fleet' | 'config' | 'record' | 'stopRun'> & {readonly day: DaySpending};

/**
 * Keeps spending within the budgets of stories, the day and the project. Estimates count: money is spent before the
 * runtime has added it up. At 80 % a warning; at 100 % a run may finish its current answer and is interrupted; at 120 %
 * it is killed. The day's and the project's budgets also pause the queue.
 */
export function createBudget({clock, fleet, config, record, stopRun, day}: Deps): Policy {
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
			for (const run of liveRunsOf(account, fleet())) {
				stopRun(run, 'budget', spent);
			}
		} else if (part >= finishAt && level !== 'finishing' && level !== 'killed') {
			levels.set(account.key, 'finishing');
			close(account, spent);
			for (const run of liveRunsOf(account, fleet())) {
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

	const books = () => ({fleet: fleet(), limits: config().limits, day});
	const reopening = createReopening({clock, fleet, record, accounts: () => sharedAccounts(books())});

	const onFact = ({event, agent, run}: RecordedFact) => {
		const over = run === undefined ? undefined : finishing.get(run);

		if (run !== undefined && over !== undefined && endsAnswer.has(event.type)) {
			finishing.delete(run);
			stopRun(run, 'budget', over);
		}

		if (event.type === 'usage-reported' && agent !== undefined) {
			const story = fleet().agents[agent]?.story;

			for (const account of story === undefined ? [] : accountsOf(story, books())) {
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

			reopening.look();
		},
		dispose: reopening.dispose,
	};
}

/** After these nothing of an answer is cut off: its usage was reported, its tool is done. */
const endsAnswer: ReadonlySet<string> = new Set(['usage-reported', 'tool-finished', 'turn-ended']);

/** How often a queue that a budget paused looks whether it may go on: at midnight nothing else happens. */
const reopenEveryMs = 30_000;

/** A pause for the day's budget ends with the day, and any pause when the person has raised the budget. */
function createReopening({
	clock,
	fleet,
	record,
	accounts,
}: Pick<PolicyDeps, 'clock' | 'fleet' | 'record'> & {readonly accounts: () => readonly Account[]}) {
	let cancelTimer: Cancel | undefined;

	const look = () => {
		cancelTimer?.();
		cancelTimer = undefined;

		if (!fleet().pauses.some(({reason}) => reason === 'budget')) {
			return;
		}

		if (accounts().some(({budgetUsd, spentUsd}) => spentUsd >= budgetUsd)) {
			cancelTimer = clock.after(reopenEveryMs, look);
		} else {
			record([{event: {type: 'queue-unpaused', reason: 'budget'}}]);
		}
	};

	return {look, dispose: () => cancelTimer?.()};
}
