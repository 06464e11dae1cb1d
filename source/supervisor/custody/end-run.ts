import type {Cancel, Clock} from '../clock.ts';
import type {ProcessEntry, Processes, ProcessMark} from './process-table.ts';
import type {Tracker} from './tracker.ts';

/** How long each rung of the ladder may take before the next is climbed, in milliseconds. */
export type GracePeriods = {
	/** From the runtime's own interrupt, which brings the final cost, to SIGTERM. */
	readonly interruptMs: number;
	/** From SIGTERM to SIGKILL. */
	readonly terminateMs: number;
	/** How long SIGKILL is repeated before what cannot be killed (waiting on a dead disk) is given up. */
	readonly killMs: number;
};

export const defaultGracePeriods: GracePeriods = {interruptMs: 5000, terminateMs: 3000, killMs: 5000};

export type EndRunOptions = {
	readonly tracker: Tracker;
	/** Writes the runtime's interrupt to the agent; `undefined` when it has none. */
	readonly interrupt?: (() => void) | undefined;
	readonly gracePeriods: GracePeriods;
	readonly clock: Clock;
	readonly processes: Processes;
};

/** What ending a run did. */
export type Ending = {
	/** Processes of the run that lived when ending began, or came up meanwhile, and are gone. */
	readonly ended: readonly ProcessMark[];
	/** Those of them that had to be signalled. */
	readonly signalled: readonly ProcessMark[];
	/** What is still there: not ours to signal, or not to be killed. */
	readonly left: readonly ProcessMark[];
};

/** How soon, and at most how late, it is looked again whether processes are gone. */
const firstLookMs = 5;
const longestLookMs = 100;
const mostStopRounds = 20;

/** Interrupt, SIGTERM, SIGKILL, and verified that nothing tied to the run is left. */
export async function endRun(options: EndRunOptions): Promise<Ending> {
	const {tracker, interrupt, gracePeriods, processes} = options;
	const atFirst = await look(options);

	if (interrupt && tracker.anchor && isThere(processes, tracker.anchor)) {
		signalAll(processes, atFirst, 'SIGCONT');
		interrupt();
		await untilGone([tracker.anchor], gracePeriods.interruptMs, options);
	}

	const {ended, signalled, left} = await sweep(options);
	return {ended: union(atFirst, ended).filter(mark => !includes(left, mark)), signalled, left};
}

/** Ends what is left of a run whose own process ended by itself. */
export async function sweep(options: EndRunOptions): Promise<Ending> {
	const {gracePeriods, clock, processes} = options;
	const deadline = clock.now() + gracePeriods.terminateMs + gracePeriods.killMs;
	let left: readonly ProcessMark[] = await look(options);
	let signalled = left;

	if (left.length > 0) {
		signalAll(processes, left, 'SIGTERM');
		// One that is stopped gets to know of it only when it goes on.
		signalAll(processes, left, 'SIGCONT');
		await untilGone(left, gracePeriods.terminateMs, options);
		left = await look(options);
	}

	while (left.length > 0 && clock.now() < deadline) {
		left = await stopAll(options);
		signalled = union(signalled, left);
		signalAll(processes, left, 'SIGKILL');
		await untilGone(left, Math.min(500, gracePeriods.killMs), options);
		left = await look(options);
	}

	return {ended: signalled.filter(mark => !includes(left, mark)), signalled, left};
}

/**
 * Stops a run's processes until none is new: what stands still cannot fork away from the signal that follows. Returns all of
 * them. One that we may not signal could go on forking, so there is an end to it.
 */
export async function stopAll(options: Pick<EndRunOptions, 'tracker' | 'processes'>): Promise<readonly ProcessEntry[]> {
	const stopped = new Set<string>();

	for (let round = 1; ; round++) {
		const tied = await look(options);
		const fresh = tied.filter(entry => !stopped.has(toKey(entry)));

		if (fresh.length === 0 || round === mostStopRounds) {
			return tied;
		}

		signalAll(options.processes, fresh, 'SIGSTOP');

		for (const entry of fresh) {
			stopped.add(toKey(entry));
		}
	}
}

/** Lets a run's processes go on. */
export async function continueAll(options: Pick<EndRunOptions, 'tracker' | 'processes'>): Promise<void> {
	signalAll(options.processes, await look(options), 'SIGCONT');
}

async function look({
	tracker,
	processes,
}: Pick<EndRunOptions, 'tracker' | 'processes'>): Promise<readonly ProcessEntry[]> {
	return tracker.observe(await processes.readTable());
}

function signalAll(processes: Processes, marks: readonly ProcessMark[], signal: NodeJS.Signals): void {
	for (const mark of marks) {
		processes.signal(mark, signal);
	}
}

/** Resolves when all are gone, or the time is over. Asks for each by itself: reading the whole table is dear. */
function untilGone(
	marks: readonly ProcessMark[],
	limitMs: number,
	{clock, processes}: Pick<EndRunOptions, 'clock' | 'processes'>,
): Promise<void> {
	const deadline = clock.now() + limitMs;

	return new Promise(resolve => {
		const lookAgain = (lookMs: number): Cancel | undefined => {
			if (clock.now() >= deadline || !marks.some(mark => isThere(processes, mark))) {
				resolve();
				return undefined;
			}

			return clock.after(lookMs, () => lookAgain(Math.min(lookMs * 2, longestLookMs)));
		};

		lookAgain(firstLookMs);
	});
}

function isThere(processes: Processes, {pid, start}: ProcessMark): boolean {
	return processes.startOf(pid) === start;
}

function union(a: readonly ProcessMark[], b: readonly ProcessMark[]): readonly ProcessMark[] {
	return [...a, ...b.filter(mark => !includes(a, mark))];
}

function includes(marks: readonly ProcessMark[], {pid, start}: ProcessMark): boolean {
	return marks.some(mark => mark.pid === pid && mark.start === start);
}

function toKey({pid, start}: ProcessMark): string {
	return `${pid} ${start}`;
}
