import {toContinuation} from '../core/commands/decide.ts';
import {type Agent, type LiveRun, liveRun} from '../core/fleet/agent.ts';
import type {Fleet} from '../core/fleet/fleet.ts';
import {lostExit} from '../core/fleet/lost.ts';
import type {RunId} from '../core/ids.ts';
import type {HeldProcess, Launcher, RunCustody} from '../launchers/launcher.ts';
import type {Store} from '../store/store.ts';
import type {DraftEvent, Recorder} from './recording/recorder.ts';
import type {LiveRuns} from './runs/live-runs.ts';
import {countCommits} from './runs/run-folder.ts';

type TakeOverOptions = {
	readonly store: Store;
	readonly recorder: Recorder;
	readonly launcher: Launcher;
	readonly custody: RunCustody;
	readonly runs: Pick<LiveRuns, 'adopt'>;
	readonly resumeLost: boolean;
	readonly onFault: (error: unknown) => void;
};

type Left = {readonly agent: Agent; readonly live: LiveRun};

/**
 * Takes over the runs that an earlier supervisor left. Those that are held still go on; of those whose holder is gone the rest of
 * what they printed is recorded, then they are `lost`. Called once, before any run starts. Throws only what `findHeld` throws.
 * Resolves once it is known which runs go on; `done` resolves when all the others are ended.
 */
export async function takeOverRuns(
	options: TakeOverOptions,
): Promise<{readonly held: ReadonlySet<RunId>; readonly done: Promise<void>}> {
	const {store, recorder, launcher, runs} = options;
	const left = Object.values(recorder.fleet().agents).flatMap(agent => {
		const live = liveRun(agent);
		return live ? [{agent, live}] : [];
	});
	const held = new Map((await launcher.findHeld()).map(process => [process.run, process]));
	const going = new Set(held.keys());
	const ends: Promise<void>[] = [];

	for (const {agent, live} of left) {
		recorder.reopen(live.run, store.nextPosition({agent: agent.id, run: live.run}));
		const process = held.get(live.run);
		held.delete(live.run);

		if (process) {
			const handle = runs.adopt(agent, live, process);
			// They may stand still since their supervisor found the disk full.
			isDiskFull(recorder.fleet()) ? handle.freeze() : handle.thaw();
		} else {
			ends.push(
				live.pid === undefined ? endUnstarted({agent, live}, options) : endLost({agent, live, pid: live.pid}, options),
			);
		}
	}

	// Before anything starts: what is lost may be resumed in the same folder.
	const done = Promise.all([...ends, ...[...held.values()].map(process => endUnknown(process, options))]);
	return {held: going, done: done.then(() => {})};
}

/** Its process had been started, so its spool may have what was not recorded. Never rejects. */
async function endLost(
	{agent, live, pid}: Left & {readonly pid: number},
	{launcher, runs}: TakeOverOptions,
): Promise<void> {
	const process = launcher.findLost({
		run: live.run,
		pid,
		pidStart: live.pidStart,
		lastOutputAt: agent.lastEventAt ?? live.startedAt,
	});
	await runs.adopt(agent, live, process).ended;
}

/** The supervisor died before its process had started. Never rejects, because the supervisor must start in any case. */
async function endUnstarted(
	{agent, live}: Left,
	{recorder, custody, resumeLost, onFault}: TakeOverOptions,
): Promise<void> {
	const swept = await custody.sweepLost(live).catch(error => {
		onFault(error);
		return 0;
	});
	// After the sweep: a process that still ran could commit until then.
	const newCommits = live.head === undefined ? undefined : await countCommits(live.cwd, live.head);
	recorder.record([
		{
			agent: agent.id,
			run: live.run,
			event: {
				type: 'run-ended',
				exit: lostExit(agent.phase),
				exitCode: undefined,
				signal: undefined,
				swept,
				...(newCommits === undefined ? {} : {newCommits}),
			},
		},
	]);

	if (resumeLost && agent.phase.status !== 'stopping') {
		recorder.record([toResumption(recorder.fleet().agents[agent.id] ?? agent, live.isUnattended)]);
	}
}

/** A run that nothing is recorded of (its start could not be stored), or whose end is: it must not go on unseen. */
async function endUnknown({run}: HeldProcess, {custody, onFault}: TakeOverOptions): Promise<void> {
	await custody.end(run).catch(onFault);
	custody.release(run);
}

function isDiskFull({pauses}: Fleet): boolean {
	return pauses.some(({reason}) => reason === 'disk-full');
}

/** Queues a run that continues a lost one. */
export function toResumption(agent: Agent, isUnattended: boolean): DraftEvent {
	const intent = toContinuation(agent);
	return {agent: agent.id, event: {type: 'run-queued', intent, cause: {kind: 'lost'}, isUnattended}};
}
