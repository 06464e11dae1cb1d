import {execFile} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import type {RunId} from '../../core/ids.ts';

/** A command line, as it is given to a launcher. */
export type CommandLine = {readonly command: string; readonly args: readonly string[]};

/** A control group for each run. It also contains processes that cannot be found by mark, parent or session. */
export type Scopes = {
	/** A command line that runs `line` in the run's scope; the pid stays the same. */
	wrap(run: RunId, line: CommandLine): CommandLine;
	/** The pids in the run's scope; empty when it has none. */
	members(run: RunId): ReadonlySet<number>;
};

/** Used where systemd has no user manager, or ends it at logout. */
export const noScopes: Scopes = {wrap: (_run, line) => line, members: () => new Set()};

const systemdRun = '/usr/bin/systemd-run';
const slice = 'towline.slice';
const probeTimeoutMs = 1000;

/**
 * Tries whether scopes work, once, at the supervisor's start; never rejects.
 *
 * Used only with lingering enabled: otherwise systemd ends the user manager and all its scopes at the last logout, and a dropped
 * connection would kill every agent.
 */
export async function probeScopes(): Promise<Scopes> {
	const {username, uid} = userInfo();

	if (process.platform !== 'linux' || !existsSync(systemdRun) || !existsSync(`/var/lib/systemd/linger/${username}`)) {
		return noScopes;
	}

	const name = `probe${process.pid}`;

	try {
		const {command, args} = scopeCommand(uid, name, {command: '/bin/cat', args: ['/proc/self/cgroup']});
		const {stdout} = await promisify(execFile)(command, args, {timeout: probeTimeoutMs});
		return stdout.trim() === `0::${scopeGroup(uid, name)}` ? scopesOf(uid) : noScopes;
	} catch {
		return noScopes;
	}
}

/** `systemd-run --scope` moves its own process into the scope and then executes the program, so pid and terminal stay. */
export function scopeCommand(uid: number, name: string, {command, args}: CommandLine): CommandLine {
	const options = ['--user', '--scope', '--quiet', '--collect', `--slice=${slice}`, `--unit=towline-${name}.scope`];
	// systemd-run finds the user's bus by this variable, which is not in the supervisor's small environment.
	return {
		command: '/usr/bin/env',
		args: [`XDG_RUNTIME_DIR=/run/user/${uid}`, systemdRun, ...options, '--', command, ...args],
	};
}

/** Path of the scope's control group, below the mount point. */
export function scopeGroup(uid: number, name: string): string {
	return `/user.slice/user-${uid}.slice/user@${uid}.service/${slice}/towline-${name}.scope`;
}

/** The pids in a control group and in all groups below it. */
export function readGroup(folder: string): ReadonlySet<number> {
	try {
		const pids = parseProcs(readFileSync(path.join(folder, 'cgroup.procs'), 'utf8'));
		const below = readdirSync(folder, {withFileTypes: true}).filter(entry => entry.isDirectory());
		return new Set([...pids, ...below.flatMap(entry => [...readGroup(path.join(folder, entry.name))])]);
	} catch {
		return new Set();
	}
}

/** Reads `cgroup.procs`: one pid a line; 0 is a process of another pid namespace. */
function parseProcs(text: string): readonly number[] {
	return text
		.split('\n')
		.map(Number)
		.filter(pid => pid > 0);
}

function scopesOf(uid: number): Scopes {
	return {
		wrap: (run, line) => scopeCommand(uid, run, line),
		members: run => readGroup(path.join('/sys/fs/cgroup', scopeGroup(uid, run))),
	};
}
