import {type ChildProcess, type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {openSync, readdirSync} from 'node:fs';
import {TowlineError} from '../../core/errors.ts';

/** How to start a process. It inherits no environment: `env` is all of it. */
export type CleanSpawnOptions = {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
};

/**
 * Starts a process in a session of its own that inherits no file descriptors except stdin, stdout and stderr. On Linux
 * node-pty leaves the masters of all PTYs inheritable: a child that outlives us could read and write the agents' terminals
 * and would keep them from hanging up. So each descriptor that is open here is /dev/null in the child; with 60 PTYs this
 * takes 0.2 ms. macOS closes them by itself. Throws `LAUNCH_FAILED` if too many files are open. If the command does not
 * exist, the child emits `error`, as with `spawn`, or exits with 127.
 */
export function spawnClean(
	command: string,
	args: readonly string[],
	{cwd, env}: CleanSpawnOptions,
): ChildProcessWithoutNullStreams {
	const nullDescriptors = Array.from({length: Math.max(0, lastDescriptor() - 2)}, openNull);
	const child = spawn(command, args, {cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe', ...nullDescriptors]});

	if (!hasPipes(child)) {
		child.on('error', () => {});
		throw new TowlineError('LAUNCH_FAILED', `${command} cannot be started: too many files are open.`, {
			hint: 'Raise the limit with "ulimit -n", or run fewer agents at once.',
		});
	}

	return child;
}

/** Signals the process group of a child of `spawnClean`: a grandchild could otherwise keep the output open. */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
	try {
		child.pid !== undefined && process.kill(-child.pid, signal);
	} catch {
		// It has exited already.
	}
}

let nullDescriptor: number | undefined;

/** Opened once; close-on-exec closes the original in each child. */
function openNull(): number {
	nullDescriptor ??= openSync('/dev/null', 'r+');
	return nullDescriptor;
}

function lastDescriptor(): number {
	try {
		return Math.max(2, ...readdirSync('/proc/self/fd').map(Number));
	} catch {
		return 2; // Not Linux.
	}
}

function hasPipes(child: ChildProcess): child is ChildProcessWithoutNullStreams {
	return Boolean(child.stdin && child.stdout && child.stderr);
}
