import type {EpochMs, RunId} from '../../core/ids.ts';
import type {RunReport, StartRequest, WriteTarget} from '../protocol/messages.ts';
import {openSpool, type Spool} from '../spool/spool.ts';
import {type ProcessExit, type PtyProcess, type PtyProcessSpec, startPtyProcess} from './pty-process.ts';
import {createSpooledOutput, type SpooledOutput} from './spooled-output.ts';

/** What a holder hears of one of its runs. */
export type RunListener = {
	/** There is more in its spool, or it has exited with everything spooled. */
	readonly onChanged: (run: RunId) => void;
	/** Its spool cannot be written, mostly for want of room. */
	readonly onStalled: (run: RunId, message: string) => void;
	readonly onResumed: (run: RunId) => void;
};

/** One run of a holder: its process, its spool, and what was written to it. */
export type HolderRun = {
	readonly run: RunId;
	readonly pid: number;
	readonly spool: Pick<Spool, 'size' | 'read'>;
	/** Once it has exited and all that it printed is in the spool. */
	readonly exit: ProcessExit | undefined;
	/** Whether it was written, now or before under the same key; `false` when its input has ended or nothing reads it. */
	write(options: {readonly key: string | undefined; readonly target: WriteTarget; readonly bytes: Uint8Array}): boolean;
	endInput(): void;
	resize(columns: number, rows: number): void;
	report(): RunReport;
	/** Closes its spool; its process must be gone. */
	close(): void;
};

export type HolderRunOptions = {
	readonly root: string;
	readonly fifoFolder: string;
	/** As it was asked for, with the absolute path of its command, and whatever a scope needs around it. */
	readonly start: StartRequest;
	readonly line: Pick<PtyProcessSpec, 'command' | 'args'>;
	/** The operating system's mark of when a pid began. */
	readonly startOf: (pid: number) => string | undefined;
	readonly now: () => EpochMs;
	readonly listener: RunListener;
};

/** Throws `LAUNCH_FAILED`, `SPOOL_FAILED`, or the error of the spool's files. */
export async function startHolderRun(options: HolderRunOptions): Promise<HolderRun> {
	const {root, fifoFolder, start, line, now, listener} = options;
	const {run, columns, rows} = start;
	const spool = openSpool({root, run, columns, rows, now});
	let exit: ProcessExit | undefined;
	let pty: PtyProcess | undefined;
	const output = createSpooledOutput({
		spool,
		onGrown: () => listener.onChanged(run),
		onStalled(message) {
			pty?.pauseOutput();
			listener.onStalled(run, message);
		},
		onResumed() {
			pty?.resumeOutput();
			listener.onResumed(run);
		},
	});
	const onExit = (how: ProcessExit) =>
		output.whenWritten(() => {
			exit = how;
			listener.onChanged(run);
		});

	try {
		pty = await startPtyProcess({...start, ...line, fifoFolder}, {onData: output.push, onExit});
	} catch (error) {
		output.close();
		spool.close();
		throw error;
	}

	return toHolderRun({...options, spool, output, pty, exit: () => exit});
}

type Parts = HolderRunOptions & {
	readonly spool: Spool;
	readonly output: SpooledOutput;
	readonly pty: PtyProcess;
	readonly exit: () => ProcessExit | undefined;
};

function toHolderRun({start, spool, output, pty, exit, startOf, now}: Parts): HolderRun {
	const {run, stdin, note} = start;
	const startedAt = now();
	const pidStart = startOf(pty.pid);
	const keys = new Set<string>();
	let size = {columns: start.columns, rows: start.rows};
	let isInputEnded = false;

	return {
		run,
		pid: pty.pid,
		spool,
		get exit() {
			return exit();
		},
		write({key, target, bytes}) {
			if (key !== undefined && keys.has(key)) {
				return true;
			}

			const isWritten = target === 'terminal' ? pty.type(bytes) : pty.writeInput(bytes);

			if (key !== undefined && isWritten) {
				keys.add(key);
			}

			return isWritten;
		},
		endInput() {
			isInputEnded = true;
			pty.endInput();
		},
		resize(columns, rows) {
			if (columns > 0 && rows > 0 && (columns !== size.columns || rows !== size.rows)) {
				size = {columns, rows};
				spool.noteSize(columns, rows);
				pty.resize(columns, rows);
			}
		},
		report: () => ({
			run,
			pid: pty.pid,
			pidStart,
			startedAt,
			size: spool.size,
			lastOutputAt: spool.lastAt,
			...size,
			stdin,
			note,
			keys: [...keys],
			isInputEnded,
			exit: exit(),
		}),
		close() {
			output.close();
			pty.dispose();
			spool.close();
		},
	};
}
