import {type ChildProcess, type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import {openSync, readdirSync} from 'node:fs';
import {TowlineError} from '../../core/errors.ts';

/** What a process is started with; the environment is all of it. */
export type CleanSpawnOptions = {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
};

/**
 * Starts a process, in a session of its own, that inherits no descriptor but its own three. On Linux node-pty leaves the masters of all PTYs open
 * for the children of `child_process`: one that outlives us would keep the agents' terminals from hanging up, and could
 * read and write them. So /dev/null is put over every number that is open here; with 60 PTYs a start takes 0.2 ms more.
 * macOS closes them by itself. Throws `LAUNCH_FAILED` when too many files are open; a command that does not exist is an
 * `error` event, as with `spawn`.
 */
export function spawnClean(
	command: string,
	args: readonly string[],
	{cwd, env}: CleanSpawnOptions,
): ChildProcessWithoutNullStreams {
	const covered = Array.from({length: Math.max(0, lastDescriptor() - 2)}, openNull);
	const child = spawn(command, args, {cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe', ...covered]});

	if (!hasPipes(child)) {
		child.on('error', () => {});
		throw new TowlineError('LAUNCH_FAILED', `${command} cannot be started: too many files are open.`, {
			hint: 'Raise the limit with "ulimit -n", or run fewer agents at once.',
		});
	}

	return child;
}

/** Ends a process that `spawnClean` started, with the others of its group: one of them could keep its output open. */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
	try {
		child.pid !== undefined && process.kill(-child.pid, signal);
	} catch {
		// It ended by itself.
	}
}

let nullDescriptor: number | undefined;

/** Opened once; the system closes the original in every child by itself. */
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
