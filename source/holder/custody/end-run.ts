import type {Cancel, Clock} from '../../supervisor/clock.ts';
import type {ProcessEntry, Processes, ProcessMark} from './process-table.ts';
import type {Tracker} from './tracker.ts';

/** How long to wait after each step of ending a run before the next one, in milliseconds. */
export type GracePeriods = {
	/** From the runtime's own interrupt, after which the program reports its final cost, to SIGTERM. */
	readonly interruptMs: number;
	/** From SIGTERM to SIGKILL. */
	readonly terminateMs: number;
	/** How long SIGKILL is repeated; a process that cannot be killed (it waits for a dead disk) is then left. */
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

/** The result of ending a run's processes. */
export type EndResult = {
	/** Processes of the run that existed at the start or were started meanwhile, and are gone. */
	readonly ended: readonly ProcessMark[];
	/** The processes that were signalled. */
	readonly signalled: readonly ProcessMark[];
	/** Processes that still exist: not allowed to be signalled, or not killable. */
	readonly left: readonly ProcessMark[];
};

/** Delay of the first check whether processes are gone; it doubles up to the longest. */
const firstCheckMs = 5;
const longestCheckMs = 100;
const mostStopRounds = 20;

/** Interrupt, SIGTERM, SIGKILL, then a check that no process of the run is left. */
export async function endRun(options: EndRunOptions): Promise<EndResult> {
	const {tracker, interrupt, gracePeriods, processes} = options;
	const atFirst = await observe(options);

	if (interrupt && tracker.anchor && exists(processes, tracker.anchor)) {
		signalAll(processes, atFirst, 'SIGCONT');
		interrupt();
		await untilGone([tracker.anchor], gracePeriods.interruptMs, options);
	}

	const {ended, signalled, left} = await sweep(options);
	return {ended: union(atFirst, ended).filter(mark => !includes(left, mark)), signalled, left};
}

/** Ends the remaining processes of a run whose own process has exited. */
export async function sweep(options: EndRunOptions): Promise<EndResult> {
	const {gracePeriods, clock, processes} = options;
	const deadline = clock.elapsedMs() + gracePeriods.terminateMs + gracePeriods.killMs;
	let left: readonly ProcessMark[] = await observe(options);
	let signalled = left;

	if (left.length > 0) {
		signalAll(processes, left, 'SIGTERM');
		// A stopped process receives SIGTERM only after SIGCONT.
		signalAll(processes, left, 'SIGCONT');
		await untilGone(left, gracePeriods.terminateMs, options);
		left = await observe(options);
	}

	while (left.length > 0 && clock.elapsedMs() < deadline) {
		left = await stopAll(options);
		signalled = union(signalled, left);
		signalAll(processes, left, 'SIGKILL');
		await untilGone(left, Math.min(500, gracePeriods.killMs), options);
		left = await observe(options);
	}

	return {ended: signalled.filter(mark => !includes(left, mark)), signalled, left};
}

/**
 * Stops a run's processes, and those they have forked meanwhile, until no new one is found: a stopped process cannot fork before
 * the signal that follows. Returns all of them. The rounds are limited, because a process that may not be signalled goes on forking.
 */
export async function stopAll(options: Pick<EndRunOptions, 'tracker' | 'processes'>): Promise<readonly ProcessEntry[]> {
	const stopped = new Set<string>();

	for (let round = 1; ; round++) {
		const tied = await observe(options);
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

/** Continues a run's stopped processes. */
export async function continueAll(options: Pick<EndRunOptions, 'tracker' | 'processes'>): Promise<void> {
	signalAll(options.processes, await observe(options), 'SIGCONT');
}

async function observe({
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

/** Resolves when all are gone, or after `limitMs`. Asks for each pid: reading the whole process table takes 15-30 ms. */
function untilGone(
	marks: readonly ProcessMark[],
	limitMs: number,
	{clock, processes}: Pick<EndRunOptions, 'clock' | 'processes'>,
): Promise<void> {
	const deadline = clock.elapsedMs() + limitMs;

	return new Promise(resolve => {
		const checkAgain = (checkMs: number): Cancel | undefined => {
			if (clock.elapsedMs() >= deadline || !marks.some(mark => exists(processes, mark))) {
				resolve();
				return undefined;
			}

			return clock.after(checkMs, () => checkAgain(Math.min(checkMs * 2, longestCheckMs)));
		};

		checkAgain(firstCheckMs);
	});
}

function exists(processes: Processes, {pid, start}: ProcessMark): boolean {
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
