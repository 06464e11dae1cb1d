import type {Command} from '../../source/core/commands/command.ts';
import {decide} from '../../source/core/commands/decide.ts';
import {TowlineError} from '../../source/core/errors.ts';
import type {AgentEvent, Recorded, RecordedFact, RunEvent} from '../../source/core/fleet/agent-event.ts';
import {isFact, isRecordedFact} from '../../source/core/fleet/event-kinds.ts';
import {evolve} from '../../source/core/fleet/evolve.ts';
import {emptyFleet} from '../../source/core/fleet/fleet.ts';
import {selectRuns} from '../../source/core/fleet/selectors.ts';
import {withUnstored} from '../../source/core/fleet/unstorable.ts';
import {type AgentId, type EpochMs, type RunId, toAgentId, toStoryId} from '../../source/core/ids.ts';
import type {Environment} from '../../source/runtimes/runtime.ts';
import type {Supervisor} from '../../source/supervisor/supervisor.ts';

export const coder = toAgentId(toStoryId('42_checkout'), 'coder');

/** A supervisor without processes: the real fold and the real decisions over an array. */
export type SupervisorDouble = Supervisor & {
	/** Stamps and publishes; an event of a run needs an agent. */
	record(event: AgentEvent, about?: {readonly agent?: AgentId; readonly run?: RunId}): void;
	readonly commands: Command[];
	readonly environments: Environment[];
	readonly listeners: () => number;
	/** Facts cannot be stored from now on, and nothing says so but the fleet. */
	failToStore(): void;
};

export function createSupervisorDouble(): SupervisorDouble {
	const facts: RecordedFact[] = [];
	const runs = new Map<RunId, Recorded<RunEvent>[]>();
	const current = new Map<AgentId, RunId>();
	const listeners = new Set<(batch: readonly Recorded[]) => void>();
	const commands: Command[] = [];
	const environments: Environment[] = [];
	const unstoredListeners = new Set<() => void>();
	let fleet = emptyFleet;
	const eventsOf = (run: RunId) => runs.get(run) ?? [];

	const record: SupervisorDouble['record'] = (event, about = {}) => {
		const position = about.run === undefined ? 0 : eventsOf(about.run).length;
		const recorded: Recorded = {
			...(isFact(event) ? {seq: facts.length + 1} : {}),
			position,
			at: Date.now() as EpochMs,
			...about,
			event,
		};

		if (isRecordedFact(recorded)) {
			facts.push(recorded);
			fleet = evolve(fleet, recorded);
		}

		if (about.run !== undefined && about.agent !== undefined) {
			runs.set(about.run, eventsOf(about.run));
			eventsOf(about.run).push(recorded as Recorded<RunEvent>);
			current.set(about.agent, about.run);
		}

		for (const listener of listeners) {
			listener([recorded]);
		}
	};

	return {
		record,
		commands,
		environments,
		listeners: () => listeners.size,
		fleet: () => fleet,
		failToStore() {
			const since = Date.now() as EpochMs;
			fleet = withUnstored(fleet, {reason: 'disk-full', detail: 'It is full.', since, isUnstored: true});

			for (const listener of unstoredListeners) {
				listener();
			}
		},
		onceUnstored(listener) {
			unstoredListeners.add(listener);
			return () => unstoredListeners.delete(listener);
		},
		async execute(command, environment) {
			for (const {event, ...about} of decide(command, fleet, () => 'message-1').drafts) {
				record(event, about);
			}

			commands.push(command);
			environments.push(...(environment ? [environment] : []));
		},
		reportUnstorable: () => {},
		handOver: async () => {},
		offerEnvironment: environment => environments.push(environment),
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		readFacts: (since, limit) => facts.slice(since, since + limit),
		currentRun: agent => current.get(agent),
		runsOf: id => {
			const agent = fleet.agents[id];
			return agent ? selectRuns(agent) : [];
		},
		async nextPosition(_agent, run) {
			if (!runs.has(run)) {
				throw new TowlineError('RUN_UNKNOWN', `There is no run ${run}.`);
			}

			return eventsOf(run).length;
		},
		readRun: async ({run, position, limit}) => eventsOf(run).slice(position, position + limit),
		readLedger: () => [],
		resources: () =>
			Object.fromEntries(
				[...current.values()].map(run => [run, {processes: 2, cpuPercent: undefined, rssBytes: 1024}]),
			),
		readDiff: async agent => `diff of ${agent}\n`,
		ready: Promise.resolve(),
		isIdle: () => true,
		shutDown: async () => 3,
	};
}
