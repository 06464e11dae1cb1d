import {assertNever} from '../../core/assert-never.ts';
import type {Effect} from '../../core/commands/command.ts';
import type {Agent, LiveRun, Phase} from '../../core/fleet/agent.ts';
import type {Story} from '../../core/fleet/story.ts';
import type {AgentId, RunId} from '../../core/ids.ts';
import {createSemaphore} from '../../core/mutex.ts';
import type {HeldProcess} from '../../launchers/launcher.ts';
import type {AgentConfig, ProjectConfig} from '../../project/config/config.ts';
import type {Runtime} from '../../runtimes/runtime.ts';
import type {Store} from '../../store/store.ts';
import type {Clock} from '../clock.ts';
import type {DraftEvent} from '../recording/recorder.ts';
import type {Environments} from './environment.ts';
import {decideFollowUp, type RunEnded} from './follow-up.ts';
import type {EndedReport, LiveHandle} from './live-handle.ts';
import {adoptRun, startRun} from './run-agent.ts';
import {readNote} from './run-note.ts';
import type {RunDeps, RunOptions} from './run-options.ts';

/** How many change counts may run at once; each starts several git processes. */
const mostChangeCounts = 2;

export type LiveRunsDeps = {
	readonly clock: Clock;
	readonly agentOf: (id: AgentId) => Agent | undefined;
	readonly config: () => ProjectConfig;
	readonly storyOf: (agent: Agent) => Story;
	readonly agentConfigOf: (agent: Agent) => AgentConfig;
	readonly runtimeOf: (agentConfig: AgentConfig) => Runtime;
	readonly environments: Pick<Environments, 'of' | 'offer'>;
	readonly store: Pick<Store, 'readRunFacts' | 'spoolCursor'>;
	readonly record: (drafts: readonly DraftEvent[]) => void;
	readonly runDeps: Omit<RunDeps, 'runtime' | 'record' | 'recordEnd' | 'clock' | 'changeCounts' | 'onFault'>;
	/** An unexpected error, for the supervisor's log. */
	readonly onFault: (error: unknown) => void;
};

/** All live runs; it starts the runs that follow ended ones. */
export type LiveRuns = {
	readonly size: number;
	/** Starts the agent's queued run. */
	start(id: AgentId): void;
	perform(effects: readonly Effect[]): void;
	/** Goes on with a run of an earlier supervisor. */
	adopt(agent: Agent, live: LiveRun, held: HeldProcess): LiveHandle;
	stop(run: RunId): Promise<void>;
	freezeAll(): void;
	thawAll(): void;
	/**
	 * Stops every run, including those not stored yet; resolves when all have ended. Once `unstorable` is resolved, the processes that are
	 * gone are enough, a while later: their last output and their end cannot be kept.
	 */
	endAll(unstorable: Promise<void>): Promise<void>;
	/** From now on no run is started, and none follows an ended one. */
	close(): void;
	/** Lets go of the runs without ending them: nothing of them is recorded any more. Resolves once each has a process or its end. */
	detach(): Promise<void>;
};

export function createLiveRuns(deps: LiveRunsDeps): LiveRuns {
	const handles = new Map<RunId, LiveHandle>();
	const changeCounts = createSemaphore(mostChangeCounts);
	let isClosed = false;
	let isDetached = false;

	const record = (drafts: readonly DraftEvent[]) => {
		if (!isDetached) {
			deps.record(drafts);
		}
	};

	const recordEnd = (event: RunEnded, report: EndedReport, options: RunOptions) => {
		const {id} = options.agent;
		const agent = deps.agentOf(id);
		const {maxRetries, resumeLost} = deps.config().limits;
		// Removed before the end is recorded: the following run may start at once.
		handles.delete(report.run);
		const next =
			agent && !isClosed
				? decideFollowUp(agent, {event, report, options}, {maxRetries, resumeLost, clock: deps.clock})
				: undefined;
		record([{agent: id, run: report.run, event}, ...(next ? [{agent: id, event: next}] : [])]);
	};

	const start = (id: AgentId) => {
		const agent = deps.agentOf(id);

		// While the disk is full, an agent that was started still has the status `queued`.
		if (agent?.phase.status !== 'queued' || isClosed || [...handles.values()].some(handle => handle.agent === id)) {
			return;
		}

		const options = toRunOptions(agent, agent.phase, deps);
		const handle = startRun(options, toRunDeps(options));
		handles.set(handle.run, handle);
	};

	const adopt = (agent: Agent, live: LiveRun, held: HeldProcess): LiveHandle => {
		const note = readNote(held.note);

		if (note) {
			deps.environments.offer(note.sent, agent.id);
		}

		const options = toRunOptions(agent, {...live, cause: live.cause ?? {kind: 'user'}}, deps);
		const facts = deps.store.readRunFacts(live.run);
		const recorded = deps.store.spoolCursor({agent: agent.id, run: live.run});
		const handle = adoptRun({live, held, facts, recorded}, options, toRunDeps(options));
		handles.set(live.run, handle);
		return handle;
	};

	const toRunDeps = (options: RunOptions): RunDeps => ({
		...deps.runDeps,
		clock: deps.clock,
		record,
		recordEnd: (event, report) => recordEnd(event, report, options),
		onFault: deps.onFault,
		changeCounts,
		runtime: deps.runtimeOf(options.agentConfig),
	});

	const stop = async (run: RunId, givenUp?: Promise<void>) => {
		const handle = handles.get(run);
		await handle?.stop();
		await (givenUp ? Promise.race([handle?.ended, givenUp]) : handle?.ended);
	};

	const performOne = (effect: Effect) => {
		switch (effect.type) {
			case 'end-process':
				stop(effect.run).catch(deps.onFault);
				break;
			case 'interrupt-turn':
				handles.get(effect.run)?.interruptTurn(effect.interruptId);
				break;
			case 'send-message':
				handles.get(effect.run)?.say(effect.messageId, effect.text);
				break;
			case 'send-answer':
				handles.get(effect.run)?.answer(effect.requestId, effect.decision);
				break;
			default:
				assertNever(effect);
		}
	};

	return {
		get size() {
			return handles.size;
		},
		start,
		adopt,
		stop,
		perform(effects) {
			for (const effect of effects) {
				performOne(effect);
			}
		},
		freezeAll() {
			for (const handle of handles.values()) {
				handle.freeze();
			}
		},
		thawAll() {
			for (const handle of handles.values()) {
				handle.thaw();
			}
		},
		async endAll(unstorable) {
			const givenUp = unstorable.then(() => pause(deps.clock, unstorableGraceMs));
			await Promise.all([...handles.keys()].map(run => stop(run, givenUp).catch(deps.onFault)));
		},
		close() {
			isClosed = true;
		},
		async detach() {
			isClosed = true;
			await Promise.race([untilLaunched(handles, deps.clock), pause(deps.clock, mostPreparationMs)]);
			isDetached = true;
		},
	};
}

function toRunOptions(
	agent: Agent,
	{intent, cause, isUnattended}: Pick<Extract<Phase, {status: 'queued'}>, 'intent' | 'cause' | 'isUnattended'>,
	deps: LiveRunsDeps,
): RunOptions {
	return {
		agent,
		story: deps.storyOf(agent),
		agentConfig: deps.agentConfigOf(agent),
		config: deps.config(),
		intent,
		cause,
		isUnattended,
		sent: deps.environments.of(agent.id),
	};
}

/** The disk reserve may have made room for the last facts: they get this long. */
const unstorableGraceMs = 3000;

/** A folder that takes longer to prepare than this is given up: its run is lost, and can be started again. */
const mostPreparationMs = 30_000;
const launchedCheckMs = 20;

async function untilLaunched(handles: ReadonlyMap<RunId, LiveHandle>, clock: Clock): Promise<void> {
	while ([...handles.values()].some(handle => !handle.isLaunched())) {
		await pause(clock, launchedCheckMs);
	}
}

function pause(clock: Clock, ms: number): Promise<void> {
	return new Promise(resolve => {
		clock.after(ms, resolve);
	});
}
