import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {onTestFinished} from 'vitest';
import type {EpochMs} from '../../source/core/ids.ts';
import {type RunId, toRunId} from '../../source/core/ids.ts';
import type {LaunchedProcess, LaunchSpec, ProcessExit} from '../../source/launchers/launcher.ts';
import {createLocalPty} from '../../source/launchers/local-pty.ts';
import {systemProcesses} from '../../source/supervisor/custody/process-table.ts';

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
export async function launchHere(
	command: string,
	args: readonly string[],
	options: Partial<LaunchSpec> = {},
): Promise<LaunchedProcess> {
	const run = options.run ?? newRun();
	const launched = await createLocalPty().launch({
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
	});
	const mark = {pid: launched.pid, start: systemProcesses.startOf(launched.pid) ?? 'gone'};
	onTestFinished(() => {
		systemProcesses.signal(mark, 'SIGKILL');
		launched.dispose();
	});
	return launched;
}

/** Everything it prints, until it has exited. */
export function finish(launched: LaunchedProcess): Promise<Finished> {
	const chunks: Uint8Array[] = [];

	return new Promise(resolve => {
		launched.onData(chunk => chunks.push(chunk));
		launched.onExit(exit => {
			const all = Buffer.concat(chunks);
			resolve({...exit, text: all.toString('latin1'), bytes: all.length});
		});
	});
}
