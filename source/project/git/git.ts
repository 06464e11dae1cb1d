import {existsSync} from 'node:fs';
import {TowlineError} from '../../core/errors.ts';
import {disableFilters} from './disable-filters.ts';
import {endGroup, spawnClean} from './spawn-clean.ts';

/** Options of one git command. */
export type GitOptions = {
	/** Written to stdin. */
	readonly input?: string;
	/** Of input and output. `latin1` preserves the bytes of a path that is not UTF-8. Default `utf8`. */
	readonly encoding?: 'utf8' | 'latin1';
	/** Added to the environment. */
	readonly env?: Readonly<Record<string, string>>;
	/** Sends SIGTERM, on which git cleans up its partial work. The command then fails. */
	readonly signal?: AbortSignal;
	/** After so many milliseconds git is killed and the command fails. Default 60,000. */
	readonly timeoutMs?: number;
	/** After so many bytes of output git is killed, and the rest is dropped. Default 64 MiB. */
	readonly maxBytes?: number;
	/** Exit codes other than 0 that are not failures: for many commands 1 means "no". */
	readonly accept?: readonly number[];
};

/** What git printed and how it ended. */
export type GitResult = {
	readonly output: string;
	readonly stderr: string;
	readonly exitCode: number;
	/** Whether output was dropped because it exceeded `maxBytes`. */
	readonly wasCut: boolean;
};

const defaultTimeoutMs = 60_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/** Runs git and returns its stdout. Throws `GIT_FAILED` with git's error message. */
export async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
	return (await runGit(cwd, args, options)).output;
}

/** Like `git`, but also returns the exit code and stderr. */
export async function runGit(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
	const {timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes, encoding = 'utf8', accept = [], signal} = options;
	signal?.throwIfAborted();
	const noFilters = await disableFilters(args, {cwd, env: options.env ?? {}, run: runGit});
	const child = spawnClean('git', [...safeConfig, ...noFilters, ...args], {
		cwd,
		env: {...environment(), ...options.env},
	});
	const output: Buffer[] = [];
	const errors: Buffer[] = [];
	let size = 0;
	let hasTimedOut = false;
	const timer = setTimeout(() => {
		hasTimedOut = true;
		endGroup(child);
	}, timeoutMs);
	const stop = () => endGroup(child, 'SIGTERM');
	signal?.addEventListener('abort', stop, {once: true});

	child.stdout.on('data', (chunk: Buffer) => {
		size < maxBytes && output.push(chunk.subarray(0, maxBytes - size));
		size += chunk.length;
		size > maxBytes && endGroup(child);
	});
	child.stderr.on('data', (chunk: Buffer) => errors.length < 100 && errors.push(chunk));
	child.stdin.on('error', () => {}); // git may exit before it has read all input.
	child.stdin.end(options.input ?? '', encoding);

	const exitCode = await new Promise<number | null>((resolve, reject) => {
		child.on('close', resolve);
		child.on('error', error => reject(notStarted(cwd, error)));
	}).finally(() => {
		clearTimeout(timer);
		signal?.removeEventListener('abort', stop);
	});
	const wasCut = size > maxBytes;
	const stderr = Buffer.concat(errors).toString();

	if (exitCode === notFoundExitCode) {
		throw notStarted(cwd);
	}

	if (!wasCut && exitCode !== 0 && !accept.includes(exitCode ?? -1)) {
		throw gitFailure(args, hasTimedOut ? `it took more than ${timeoutMs / 1000} s` : stderr);
	}

	return {output: Buffer.concat(output).toString(encoding), stderr, exitCode: exitCode ?? 0, wasCut};
}

/** Runs git and passes its output on as it arrives, for more than fits in memory. Throws `GIT_FAILED` with git's error message. */
export async function streamGit(
	cwd: string,
	args: readonly string[],
	options: {readonly input: string; readonly onOutput: (chunk: Buffer) => void},
): Promise<void> {
	const child = spawnClean('git', [...safeConfig, ...args], {cwd, env: environment()});
	const errors: Buffer[] = [];
	child.stdout.on('data', options.onOutput);
	child.stderr.on('data', (chunk: Buffer) => errors.length < 100 && errors.push(chunk));
	child.stdin.on('error', () => {}); // git may exit before it has read all input.
	child.stdin.end(options.input);
	const exitCode = await new Promise<number | null>((resolve, reject) => {
		child.on('close', resolve);
		child.on('error', error => reject(notStarted(cwd, error)));
	});

	if (exitCode !== 0) {
		throw gitFailure(args, Buffer.concat(errors).toString());
	}
}

/** Whether git exits with 0; 1 means no, other exit codes throw `GIT_FAILED`. */
export async function gitSucceeds(cwd: string, args: readonly string[]): Promise<boolean> {
	return (await runGit(cwd, args, {accept: [1]})).exitCode === 0;
}

/**
 * Settings that override those of the repository, because an agent can write its configuration: no hooks, file watcher, pager,
 * or signature check is started. Nor is garbage collection, which would outlive the command. Filters are in
 * `disable-filters.ts`; only `worktree add` runs them, with the mark of its run.
 */
const safeConfig = [
	...['--no-pager', '-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'],
	...['-c', 'log.showSignature=false', '-c', 'protocol.ext.allow=never'],
	...['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'core.quotePath=false'],
];

/** Variables that would make git use another repository. They are set if a git hook started us. */
const repositoryVariables = new Set([
	...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY', 'GIT_PREFIX'],
	...[
		'GIT_ALTERNATE_OBJECT_DIRECTORIES',
		'GIT_NAMESPACE',
		'GIT_GRAFT_FILE',
		'GIT_SHALLOW_FILE',
		'GIT_REPLACE_REF_BASE',
	],
]);

/** English messages, no prompts, and no index lock for commands that only read: an agent may be committing. */
function environment(): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !repositoryVariables.has(name));
	return {
		...Object.fromEntries(inherited),
		LC_ALL: 'C',
		GIT_TERMINAL_PROMPT: '0',
		GIT_OPTIONAL_LOCKS: '0',
		GIT_LITERAL_PATHSPECS: '1',
	};
}

/** With many descriptors for the child, Node does not report a program that was not found: the child exits with this. */
const notFoundExitCode = 127;

function notStarted(cwd: string, error?: Error): TowlineError {
	if (!existsSync(cwd)) {
		return new TowlineError('GIT_FAILED', `git could not be started: the folder ${cwd} does not exist.`);
	}

	if (error && 'code' in error && error.code !== 'ENOENT') {
		return new TowlineError('GIT_FAILED', `git could not be started in ${cwd}: ${error.message}.`, {cause: error});
	}

	return new TowlineError('GIT_FAILED', 'git was not found on the PATH.', {
		hint: 'Install git. Without it agents can only work in the folder itself: set enabled = false under [worktree].',
	});
}

/** The error for a failed command; `stderr` is git's message. */
export function gitFailure(args: readonly string[], stderr: string): TowlineError {
	const message = stderr
		.replace(/^(fatal|error): /gm, '')
		.replace(/\s+/g, ' ')
		.replace(/\p{Cc}/gu, '?')
		.trim();
	return new TowlineError('GIT_FAILED', `git ${args[0]} failed: ${message || 'it printed no error message'}`);
}
