import type {RunId} from '../core/ids.ts';

/** A process to start. */
export type LaunchSpec = {
	readonly run: RunId;
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd: string;
	/** The whole environment, with `TOWLINE_RUN`; nothing is inherited. */
	readonly env: Readonly<Record<string, string>>;
	readonly columns: number;
	readonly rows: number;
	/** `fifo`: `write` reaches stdin. `empty`: stdin is at its end from the start. */
	readonly stdin: 'fifo' | 'empty';
	/** The folder of the FIFO until the process has opened it; only this user can enter it (0700). */
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
	/** Sets the listener for output. It is called for each chunk from the first byte on; earlier chunks are buffered. */
	onData(listener: (chunk: Uint8Array) => void): void;
	/** Sets the listener for the exit. It is called once, after the last chunk. */
	onExit(listener: (exit: ProcessExit) => void): void;
	/** Queues text for stdin. After `endInput`, or when the process has exited, drops it and returns `false`. */
	write(text: string): boolean;
	/** Ends stdin after everything written. Calling it twice is harmless. */
	endInput(): void;
	/** Closes the PTY and the FIFO, if the exit has not. Sends no signal except the terminal's own SIGHUP. */
	dispose(): void;
};

/** Starts processes in one kind of place. `launch` throws `LAUNCH_FAILED` with the reason. */
export type Launcher = {
	readonly name: string;
	launch(spec: LaunchSpec): Promise<LaunchedProcess>;
};
