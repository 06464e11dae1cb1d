import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import {type EpochMs, type RunId, toRunId} from '../../../source/core/ids.ts';
import {systemProcesses} from '../../../source/holder/custody/process-table.ts';
import {preflight} from '../../../source/holder/process/preflight.ts';
import {
	type ProcessExit,
	type PtyProcess,
	type PtyProcessSpec,
	startPtyProcess,
} from '../../../source/holder/process/pty-process.ts';

/** A process, and what it has printed so far. */
export type StartedHere = PtyProcess & {
	write(text: string): boolean;
	/** Resolves with the first chunk. */
	readonly firstData: Promise<Uint8Array>;
	readonly exited: Promise<Finished>;
	/** What it has printed so far. */
	heard(): string;
};

/** What a process printed, and how it ended. */
export type Finished = ProcessExit & {readonly text: string; readonly bytes: number};

export function newRun(): RunId {
	return toRunId(Date.now() as EpochMs, Math.random());
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'towline-launch-'));
	onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** Starts a process that the test's end kills, with its terminal. */
export async function startHere(
	command: string,
	args: readonly string[],
	options: Partial<PtyProcessSpec> = {},
): Promise<StartedHere> {
	const run = options.run ?? newRun();
	const chunks: Uint8Array[] = [];
	const first = Promise.withResolvers<Uint8Array>();
	const exited = Promise.withResolvers<Finished>();
	const spec: PtyProcessSpec = {
		run,
		command,
		args,
		cwd: tmpdir(),
		env: {PATH: process.env.PATH ?? '', TOWLINE_RUN: run},
		columns: 200,
		rows: 50,
		stdin: 'fifo',
		fifoFolder: options.fifoFolder ?? temporaryFolder(),
		...options,
	};
	const started = await startPtyProcess(
		{...spec, command: preflight(spec)},
		{
			onData(chunk) {
				chunks.push(chunk);
				first.resolve(chunk);
			},
			onExit(exit) {
				const all = Buffer.concat(chunks);
				exited.resolve({...exit, text: all.toString('latin1'), bytes: all.length});
			},
		},
	);
	const mark = {pid: started.pid, start: systemProcesses.startOf(started.pid) ?? 'gone'};
	onTestFinished(() => {
		systemProcesses.signal(mark, 'SIGKILL');
		started.dispose();
	});
	return {
		...started,
		write: text => started.writeInput(Buffer.from(text)),
		firstData: first.promise,
		exited: exited.promise,
		heard: () => Buffer.concat(chunks).toString(),
	};
}

/** Everything it prints, until it has exited. */
export function finish(started: StartedHere): Promise<Finished> {
	return started.exited;
}
