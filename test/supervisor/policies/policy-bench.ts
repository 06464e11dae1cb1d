import type {RecordedFact} from '../../../source/core/fleet/agent-event.ts';
import {isFact} from '../../../source/core/fleet/event-kinds.ts';
import {evolve} from '../../../source/core/fleet/evolve.ts';
import {emptyFleet, type Fleet} from '../../../source/core/fleet/fleet.ts';
import type {AgentId, EpochMs, RunId} from '../../../source/core/ids.ts';
import type {ProjectConfig} from '../../../source/project/config/config.ts';
import type {Policy, PolicyDeps} from '../../../source/supervisor/policies/policy.ts';
import type {DraftEvent} from '../../../source/supervisor/recording/recorder.ts';
import {type Given, project, recordedFacts} from '../../core/given.ts';
import {coderConfig} from '../../helpers/agent-config.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

export const limits: ProjectConfig['limits'] = {
	maxParallel: 4,
	maxWaiting: 0,
	maxRetries: 2,
	inactivityTimeoutMs: 0,
	backgroundTimeoutMs: 0,
	permissionTimeoutMs: 0,
	autoResume: true,
	resumeLost: false,
	storyBudgetUsd: undefined,
	dayBudgetUsd: undefined,
	projectBudgetUsd: undefined,
};

/** A policy on a fake clock; what it records is folded, published to it and kept for the test. */
export function createPolicyBench(change: Partial<ProjectConfig['limits']> = {}) {
	const clock = createFakeClock();
	let fleet: Fleet = emptyFleet;
	let policy: Policy | undefined;
	const started: AgentId[] = [];
	const stopped: {run: RunId; by: string; reason: string}[] = [];
	const said: DraftEvent[] = [];

	/** As in the recorder, facts that a policy records are published after the current batch. */
	const untold: (readonly RecordedFact[])[] = [];
	let isTelling = false;

	const fold = (facts: readonly RecordedFact[]) => {
		fleet = facts.reduce(evolve, fleet);
		untold.push(facts);

		if (!isTelling) {
			isTelling = true;

			for (let next = untold.shift(); next; next = untold.shift()) {
				policy?.onFacts(next);
			}

			isTelling = false;
		}
	};

	const deps: PolicyDeps = {
		clock,
		fleet: () => fleet,
		config: () => config({...limits, ...change}),
		record(drafts) {
			said.push(...drafts);
			fold(
				drafts.flatMap(({event, agent, run}) =>
					isFact(event)
						? [
								{
									seq: fleet.seq + 1,
									position: 0,
									at: clock.now(),
									event,
									...(agent ? {agent} : {}),
									...(run ? {run} : {}),
								},
							]
						: [],
				),
			);
		},
		startQueued(id) {
			started.push(id);
			const run = `rstarted${started.length}` as RunId;
			const intent = {kind: 'start'} as const;
			fold([
				{
					seq: fleet.seq + 1,
					position: 0,
					at: clock.now(),
					agent: id,
					run,
					event: {type: 'run-started', attempt: 1, intent, cwd: '/project', branch: undefined, isUnattended: false},
				},
			]);
		},
		stopRun: (run, by, reason) => stopped.push({run, by, reason}),
	};

	return {
		clock,
		deps,
		started,
		stopped,
		said,
		fleet: () => fleet,
		use(created: Policy) {
			policy = created;
		},
		/** Records facts at the present time. */
		given(...facts: readonly Given[]) {
			fold(recordedFacts(facts, fleet.seq + 1).map(fact => ({...fact, at: clock.now() as EpochMs})));
		},
	};
}

function config(own: ProjectConfig['limits']): ProjectConfig {
	return {
		root: project.root,
		file: `${project.root}/towline.toml`,
		name: project.name,
		stories: `${project.root}/stories`,
		base: undefined,
		worktree: {enabled: false, path: '', branch: '', setup: [], teardown: [], copy: []},
		limits: own,
		agents: [coderConfig],
		permissions: [],
		logs: {keepLogsMs: 0},
		notify: {bell: false, title: true, desktop: false, command: undefined},
		prices: {},
	};
}
