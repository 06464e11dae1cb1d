import type {EpochMs, RunId} from '../core/ids.ts';

/** A process to start. */
export type LaunchSpec = {
	readonly run: RunId;
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd: string;
	/** The whole environment; nothing is inherited. Contains `TOWLINE_RUN`. */
	readonly env: Readonly<Record<string, string>>;
	readonly columns: number;
	readonly rows: number;
	/** `fifo`: what is written reaches stdin. `empty`: stdin is at its end from the beginning. */
	readonly stdin: 'fifo' | 'empty';
	/** What another supervisor must know to adopt the run. Kept in memory beside the process, never stored. */
	readonly note: string;
};

export type ProcessExit = {
	/** `undefined` when a signal ended the process. */
	readonly exitCode: number | undefined;
	readonly signal: number | undefined;
	/** Nobody knows how it ended: the process that held it is gone. */
	readonly isLost?: true;
};

export type OutputListener = {
	/** Called once per chunk; `offset` is that of its first byte in all that the process has printed. */
	readonly onData: (chunk: Uint8Array, offset: number) => void;
	/** Called once, after the last chunk. */
	readonly onExit: (exit: ProcessExit) => void;
};

/** A process of a run, started now or by an earlier supervisor. Its output is kept from the first byte on. */
export type LaunchedProcess = {
	readonly pid: number;
	/** The operating system's mark of when the pid began; `undefined` if the process was gone before it could be read. */
	readonly pidStart: string | undefined;
	/** Reads everything that it has printed, from its first byte on, then follows. Call it once. */
	read(listener: OutputListener): void;
	/**
	 * Writes text to stdin, once for each key: a supervisor that does not know whether an earlier one has written it writes it
	 * again, and it reaches the process once. Text after `endInput`, or to a process that has exited, is dropped.
	 */
	write(key: string, text: string): void;
	/** Ends the input after everything that was written. Calling it twice is harmless. */
	endInput(): void;
};

/** A process that an earlier supervisor started, and that is held still; it may have exited meanwhile. */
export type HeldProcess = LaunchedProcess & {
	readonly run: RunId;
	/** Of its `LaunchSpec`. */
	readonly note: string;
	/** How many bytes it had printed when it was asked. */
	readonly size: number;
	readonly lastOutputAt: EpochMs;
};

/** What is recorded of a process whose holder is gone. */
export type LostProcess = {
	readonly run: RunId;
	readonly pid: number;
	readonly pidStart: string | undefined;
	readonly lastOutputAt: EpochMs;
};

/** Starts processes at one place. */
export type Launcher = {
	readonly name: string;
	/** Throws `LAUNCH_FAILED` with the reason when the process cannot be started. */
	launch(spec: LaunchSpec): Promise<LaunchedProcess>;
	/** The processes of earlier supervisors that are held there. Throws `PROTOCOL_MISMATCH` or `HOLDER_BUSY`. */
	findHeld(): Promise<readonly HeldProcess[]>;
	/** The process of a run whose holder is gone: what it printed can still be read to its end, and then it is lost. */
	findLost(lost: LostProcess): HeldProcess;
	/** Leaves the place, its processes as they are. `isLast`: nobody comes after us. */
	close(options: {readonly isLast: boolean}): Promise<void>;
};

/** What a run's processes use of the machine. */
export type Resources = {
	readonly processes: number;
	/** Processor use between the last two checks: 100 is one core kept busy. `undefined` after the first check. */
	readonly cpuPercent: number | undefined;
	/** Resident memory of all; pages that they share are counted in each. */
	readonly rssBytes: number;
};

/** Ends, freezes and measures the processes of runs at one place. A process that is not tied to a run is never signalled. */
export type RunCustody = {
	/** Interrupt, SIGTERM, SIGKILL, until no process of the run is left. `interrupt` is written to its stdin first. */
	end(run: RunId, interrupt?: string): Promise<void>;
	/**
	 * Ends the remaining processes of a run whose own process has exited. Resolves to the number of processes that had to be ended
	 * besides the agent's own, including those of an earlier `end`.
	 */
	sweep(run: RunId): Promise<number>;
	/** The same for a run of an earlier supervisor, found by its recorded pid and start time. */
	sweepLost(run: LostRun): Promise<number>;
	/** Stops the run's processes (SIGSTOP). */
	freeze(run: RunId): Promise<void>;
	/** Continues them (SIGCONT). */
	thaw(run: RunId): Promise<void>;
	/** The run's end is stored: the place may forget it. */
	release(run: RunId): void;
	/** What the run's processes used at the last check. */
	resources(run: RunId): Resources | undefined;
	/** How many processes were ended since the supervisor started, including the agents' own. */
	endedCount(): number;
};

/** What is recorded about a run that has no recorded end. */
export type LostRun = {readonly run: RunId; readonly pid: number | undefined; readonly pidStart: string | undefined};
