import {type ChildProcessByStdio, spawn} from 'node:child_process';
import path from 'node:path';
import type {Readable} from 'node:stream';
import type {ToolOutcome} from './tools.ts';

/** Runs the commands of the Bash tool, each in its own process session, like the real program. */
export type Shell = {
	/** Resolves with the output when the command has ended. When `signal` aborts, kills it and throws an `AbortError`. */
	run(command: string, signal: AbortSignal): Promise<ToolOutcome>;
	/** Kills every running command. */
	killAll(): void;
};

/** Commands run in `cwd` with this process's environment; `node` is the Node that runs the demo. */
export function createShell(cwd: string): Shell {
	const running = new Set<number>();
	const env = {...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH ?? ''}`};

	return {
		async run(command, signal) {
			const child = spawn('/bin/sh', ['-c', command], {cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
			const {pid = 0} = child; // Missing if the start failed; then `error` is emitted.
			const kill = () => killGroup(pid);
			running.add(pid);
			signal.addEventListener('abort', kill, {once: true});

			try {
				const outcome = await waitFor(child);
				signal.throwIfAborted();
				return outcome;
			} finally {
				signal.removeEventListener('abort', kill);
				running.delete(pid);
			}
		},
		killAll: () => {
			running.forEach(killGroup);
		},
	};
}

async function waitFor(child: ChildProcessByStdio<null, Readable, Readable>): Promise<ToolOutcome> {
	const output = {stdout: '', stderr: ''};
	child.stdout.setEncoding('utf8').on('data', text => {
		output.stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', text => {
		output.stderr += text;
	});
	const exitCode = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject).once('close', resolve);
	});
	return toOutcome(exitCode, output);
}

function killGroup(pid: number): void {
	if (pid === 0) {
		return; // Group 0 is our own process group.
	}

	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It has already ended.
	}
}

function toOutcome(exitCode: number | null, output: {stdout: string; stderr: string}): ToolOutcome {
	const stdout = output.stdout.trimEnd();
	const stderr = output.stderr.trimEnd();
	const text = [stdout, stderr].filter(Boolean).join('\n');

	if (exitCode !== 0) {
		const failure = [`Exit code ${exitCode ?? 'unknown'}`, text].filter(Boolean).join('\n');
		return {content: failure, isError: true, result: `Error: ${failure}`};
	}

	return {
		content: text || '(Bash completed with no output)',
		isError: false,
		result: {stdout, stderr, interrupted: false, isImage: false, noOutputExpected: false},
	};
}
