import type {RunId} from '../../core/ids.ts';
import {readDarwinTable, startOfDarwin} from './darwin-processes.ts';
import {readLinuxTable, startOfLinux} from './linux-processes.ts';

/** A live process (no zombie), as it was when the table was read. */
export type ProcessEntry = {
	readonly pid: number;
	readonly parent: number;
	/** The process group; on macOS also used as the session, which `ps` does not report there. */
	readonly group: number;
	readonly session: number;
	/** When the process started, in a form of the operating system: compared only for equality. */
	readonly start: string;
	/** The run named by `TOWLINE_RUN` in its initial environment; read for this user's processes only. */
	readonly run: RunId | undefined;
	/** Processor time of all threads so far. */
	readonly cpuSeconds: number;
	/** Resident memory, including shared pages. */
	readonly rssBytes: number;
};

export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

/** Identifies a process for good: a pid is used again, a pid with its start time is not. */
export type ProcessMark = {readonly pid: number; readonly start: string};

/** The operating system's processes, passed in so that tests can simulate a reused pid. */
export type Processes = {
	readTable(): Promise<ProcessTable>;
	/** When the process of this pid started; `undefined` when there is no live one. */
	startOf(pid: number): string | undefined;
	/** Signals exactly this process. `false` when it has exited, its pid was reused, or signalling is not permitted. */
	signal(process: ProcessMark, signal: NodeJS.Signals): boolean;
};

const isDarwin = process.platform === 'darwin';

export const systemProcesses: Processes = {
	readTable: isDarwin ? readDarwinTable : async () => readLinuxTable(),
	startOf: isDarwin ? startOfDarwin : startOfLinux,
	signal({pid, start}, signal) {
		if (pid <= 1 || systemProcesses.startOf(pid) !== start) {
			return false;
		}

		try {
			return process.kill(pid, signal);
		} catch {
			return false;
		}
	},
};
