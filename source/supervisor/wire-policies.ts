import {pruneLogs} from '../store/logs/prune.ts';
import type {Store} from '../store/store.ts';
import {createBudget} from './policies/budget.ts';
import {createNotifyCommand} from './policies/notify-command.ts';
import type {Policy, PolicyDeps} from './policies/policy.ts';
import {createPruneLogs} from './policies/prune-logs.ts';
import {createRestoreFiles} from './policies/restore-files.ts';
import {createResumeAfterLimit} from './policies/resume-after-limit.ts';
import {createSchedule} from './policies/schedule.ts';
import {createWarnUnpriced} from './policies/warn-unpriced.ts';
import {createDaySpending} from './recording/day-spending.ts';

export type PolicyWiring = PolicyDeps & {
	readonly store: Store;
	/** Runs the user's command of `[notify]`; resolves when it has ended. */
	readonly runNotifyCommand: (command: string, env: Readonly<Record<string, string>>) => Promise<void>;
	readonly onFault: (error: unknown) => void;
};

/** All policies as one. The schedule is last, so that it sees what the others have decided. */
export function wirePolicies({store, runNotifyCommand, onFault, ...deps}: PolicyWiring): Policy {
	const {clock, config} = deps;
	return combine(
		[
			createBudget({...deps, day: createDaySpending(clock, costReports(store))}),
			createWarnUnpriced(deps),
			createResumeAfterLimit(deps),
			createNotifyCommand({...deps, run: runNotifyCommand}),
			createPruneLogs({
				...deps,
				onFault,
				prune: rest => pruneLogs({root: config().root, now: clock.now(), ...rest}),
			}),
			createRestoreFiles({...deps, onFault, restore: store.restore}),
			createSchedule(deps),
		],
		onFault,
	);
}

/** An error of one policy must not keep the others from running. */
function combine(policies: readonly Policy[], onFault: (error: unknown) => void): Policy {
	const each = (act: (policy: Policy) => void) => {
		for (const policy of policies) {
			try {
				act(policy);
			} catch (error) {
				onFault(error);
			}
		}
	};

	return {
		onFacts: facts => each(policy => policy.onFacts(facts)),
		dispose: () => each(policy => policy.dispose()),
	};
}

function* costReports(store: Store) {
	for (const {run, at, model, usage} of store.readLedger()) {
		// A row with a model is a part of the row of the whole run.
		if (model === undefined) {
			yield {run, at, costUsd: usage.costUsd};
		}
	}
}
