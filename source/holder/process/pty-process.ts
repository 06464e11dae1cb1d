import {type Pty, spawn} from 'node-pty';
import {TowlineError, toMessage} from '../../core/errors.ts';
import type {RunId} from '../../core/ids.ts';
import type {Stdin} from '../protocol/messages.ts';
import {guardClosing} from './pty-closing.ts';
import {createStdinFifo, type StdinFifo} from './stdin-fifo.ts';
import {createTerminalWriter} from './terminal-writer.ts';

/** A process to start in a terminal of its own. `command` is an absolute path. */
export type PtyProcessSpec = {
	readonly run: RunId;
	readonly command: string;
	readonly args: readonly string[];
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	readonly columns: number;
	readonly rows: number;
	readonly stdin: Stdin;
	/** Where the FIFO lies until the process has opened it: a folder of ours, 0700. */
	readonly fifoFolder: string;
};

/** How a process ended; `exitCode` is absent when a signal did it. */
export type ProcessExit = {readonly exitCode: number | undefined; readonly signal: number | undefined};

export type PtyListener = {
	readonly onData: (chunk: Uint8Array) => void;
	/** Once, after the last chunk. */
	readonly onExit: (exit: ProcessExit) => void;
};

/** A process in a terminal and a session of its own. */
export type PtyProcess = {
	readonly pid: number;
	/** `false` when its input has ended, or too much waits for it already. */
	writeInput(bytes: Uint8Array): boolean;
	/** As typed at the terminal. `false` when too much waits already. */
	type(bytes: Uint8Array): boolean;
	endInput(): void;
	resize(columns: number, rows: number): void;
	/** Its output stays in the terminal, and it stands still once that is full. */
	pauseOutput(): void;
	resumeOutput(): void;
	/** Closes terminal and FIFO. Twice is harmless. */
	dispose(): void;
};

/** Opens stdin, removes the FIFO's name (which tells us that it is open), and becomes the program. */
const fifoScript = 'exec <"$0" && { command -p rm -f "$0" 2>/dev/null; exec "$@"; }';
const emptyScript = 'exec "$@" <"$0"';
const terminalScript = 'exec "$@"';

/** Throws `LAUNCH_FAILED`. Nothing is lost of what it prints: the listeners are called from the first byte on. */
export async function startPtyProcess(spec: PtyProcessSpec, listener: PtyListener): Promise<PtyProcess> {
	let fifo: StdinFifo | undefined;

	try {
		fifo = spec.stdin === 'fifo' ? await createStdinFifo(spec.fifoFolder, spec.run) : undefined;
		return toPtyProcess(spawnPty(spec, fifo?.path), fifo, listener);
	} catch (error) {
		fifo?.dispose();
		throw new TowlineError('LAUNCH_FAILED', `${spec.command} could not be started: ${toMessage(error)}`, {
			cause: error,
		});
	}
}

/** A TERM that the run's own environment does not have is that of a plain colour terminal. */
function spawnPty(spec: PtyProcessSpec, fifoPath: string | undefined): Pty {
	const script = {fifo: fifoScript, empty: emptyScript, terminal: terminalScript}[spec.stdin];
	return spawn('/bin/sh', ['-c', script, fifoPath ?? '/dev/null', spec.command, ...spec.args], {
		name: spec.env.TERM ?? 'xterm-256color',
		cols: spec.columns,
		rows: spec.rows,
		cwd: spec.cwd,
		env: spec.env,
		encoding: null,
	});
}

function toPtyProcess(pty: Pty, fifo: StdinFifo | undefined, {onData, onExit}: PtyListener): PtyProcess {
	const closing = guardClosing({pid: pty.pid, fd: pty.fd, stream: pty._socket}, onData);
	const writer = createTerminalWriter(pty.fd);
	let isOver = false;

	pty.onData(onData);
	// The end of a terminal is an error on Linux (EIO); any other also ends in the exit, which tells more.
	pty.on('error', () => {});
	pty.onExit(({exitCode, signal}) => {
		isOver = true;
		fifo?.dispose();
		writer.close();
		onExit(signal ? {exitCode: undefined, signal} : {exitCode, signal: undefined});
	});

	return {
		pid: pty.pid,
		writeInput: bytes => fifo?.write(bytes) ?? false,
		type: bytes => !isOver && writer.write(bytes),
		endInput: () => fifo?.end(),
		resize(columns, rows) {
			// A terminal that is closed has no size, and its number may be another file's by now.
			isOver || pty.resize(columns, rows);
		},
		pauseOutput: () => void pty._socket.pause(),
		resumeOutput: () => void pty._socket.resume(),
		dispose() {
			isOver = true;
			fifo?.dispose();
			writer.close();
			closing.closeNow();
		},
	};
}
