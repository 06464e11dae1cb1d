import type {RunId} from '../../core/ids.ts';
import {readDarwinTable, startOfDarwin} from './darwin-processes.ts';
import {readLinuxTable, startOfLinux} from './linux-processes.ts';

/** A process that lives (no zombie), as it was when the table was read. */
export type ProcessEntry = {
	readonly pid: number;
	readonly parent: number;
	/** The process group; on macOS it stands in for the session too, which `ps` does not tell there. */
	readonly group: number;
	readonly session: number;
	/** The operating system's mark of when the pid began: opaque, compared only for equality. */
	readonly start: string;
	/** The run named by `TOWLINE_RUN` in the environment it was started with; read of this user's processes only. */
	readonly run: RunId | undefined;
	/** Processor time used so far, all threads, in seconds. */
	readonly cpuSeconds: number;
	/** Resident memory, shared pages included. */
	readonly rssBytes: number;
};

export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

/** A process that means the same one later: a pid is used again, the pair is not. */
export type ProcessMark = {readonly pid: number; readonly start: string};

/** The operating system's processes, passed in so that tests can stand in a reused pid. */
export type Processes = {
	readTable(): Promise<ProcessTable>;
	/** When the process of this pid began; `undefined` when there is none that lives. */
	startOf(pid: number): string | undefined;
	/** Signals exactly this process: `false` when it is gone, its pid means another one, or it is not ours to signal. */
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
