import type {RunId} from '../core/ids.ts';

/** A process to start. */
export type LaunchSpec = {
	readonly run: RunId;
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd: string;
	/** All of it: nothing is inherited. Carries `TOWLINE_RUN`. */
	readonly env: Readonly<Record<string, string>>;
	readonly columns: number;
	readonly rows: number;
	/** `fifo`: what is written reaches stdin. `empty`: stdin is at its end from the beginning. */
	readonly stdin: 'fifo' | 'empty';
	/** Where the FIFO lies until the process has opened it: a folder of ours, 0700. */
	readonly fifoFolder: string;
};

export type ProcessExit = {
	/** `undefined` when a signal ended it. */
	readonly exitCode: number | undefined;
	readonly signal: number | undefined;
};

/** A process that was started. Its output is never paused. */
export type LaunchedProcess = {
	readonly pid: number;
	/** Called once per chunk, from the first byte on: listeners are given before anything is read. */
	onData(listener: (chunk: Uint8Array) => void): void;
	/** Called once, after the last chunk. */
	onExit(listener: (exit: ProcessExit) => void): void;
	/** Queues text for stdin; what comes after `endInput`, or to a process that is gone, is dropped and `false` returned. */
	write(text: string): boolean;
	/** End of input, once everything written has gone. Twice is harmless. */
	endInput(): void;
	/** Closes the PTY and the FIFO, if the exit has not done so; signals nobody but the terminal's own hang-up. */
	dispose(): void;
};

/** Where a process runs. Throws `LAUNCH_FAILED` with the reason when it cannot be started. */
export type Launcher = {
	readonly name: string;
	launch(spec: LaunchSpec): Promise<LaunchedProcess>;
};
