import {TowlineError} from '../../core/errors.ts';
import {endGroup, spawnClean} from './spawn-clean.ts';

/** How one git command is run, where the ordinary way does not do. */
export type GitOptions = {
	readonly input?: string;
	/** `latin1` keeps every byte of a path that is not UTF-8, on the way out and in. */
	readonly encoding?: 'utf8' | 'latin1';
	readonly env?: Readonly<Record<string, string>>;
	/** Asks git to end: it takes back what it has half done, and the command has failed. */
	readonly signal?: AbortSignal;
	/** Milliseconds; after them git is ended and the command has failed. */
	readonly timeoutMs?: number;
	/** Bytes of output; what comes after them is dropped, and git ended. */
	readonly maxBytes?: number;
	/** Exit codes that are answers: 1 is "no" from many commands. */
	readonly accept?: readonly number[];
};

/** What git printed and how it ended. */
export type GitAnswer = {
	readonly output: string;
	/** On stderr. */
	readonly words: string;
	readonly exitCode: number;
	/** There was more output than `maxBytes`. */
	readonly wasCut: boolean;
};

const defaultTimeoutMs = 60_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/** What git printed. Throws `GIT_FAILED` with git's own words. */
export async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
	return (await askGit(cwd, args, options)).output;
}

/** Like `git`, for commands whose exit code is an answer. */
export async function askGit(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
	const {timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes, encoding = 'utf8', accept = [], signal} = options;
	signal?.throwIfAborted();
	const child = spawnClean('git', [...quiet, ...args], {cwd, env: {...environment(), ...options.env}});
	const output: Buffer[] = [];
	const errors: Buffer[] = [];
	let size = 0;
	let isLate = false;
	const timer = setTimeout(() => {
		isLate = true;
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
	child.stdin.on('error', () => {}); // git may end without reading it all.
	child.stdin.end(options.input ?? '', encoding);

	const exitCode = await new Promise<number | null>((resolve, reject) => {
		child.on('close', resolve);
		child.on('error', error => reject(notStarted(cwd, error)));
	}).finally(() => {
		clearTimeout(timer);
		signal?.removeEventListener('abort', stop);
	});
	const wasCut = size > maxBytes;
	const words = Buffer.concat(errors).toString();

	if (!wasCut && exitCode !== 0 && !accept.includes(exitCode ?? -1)) {
		throw gitFailure(args, isLate ? `it took more than ${timeoutMs / 1000} s` : words);
	}

	return {output: Buffer.concat(output).toString(encoding), words, exitCode: exitCode ?? 0, wasCut};
}

/** Whether git says yes: exit 0 or 1, nothing printed that matters. */
export async function gitAgrees(cwd: string, args: readonly string[]): Promise<boolean> {
	return (await askGit(cwd, args, {accept: [1]})).exitCode === 0;
}

/**
 * A repository's own configuration, which an agent can write, starts no program of its choice through us: no hooks, no
 * file watcher. No collection of garbage in the background either, which would outlive the command.
 */
const quiet = [
	...['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'],
	...['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'core.quotePath=false'],
];

/** Variables with which a hook or a script that started us would point git at its own repository. */
const local = new Set([
	...['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_OBJECT_DIRECTORY', 'GIT_PREFIX'],
	...[
		'GIT_ALTERNATE_OBJECT_DIRECTORIES',
		'GIT_NAMESPACE',
		'GIT_GRAFT_FILE',
		'GIT_SHALLOW_FILE',
		'GIT_REPLACE_REF_BASE',
	],
]);

/** English, no questions, and no lock on the index merely to read: an agent may be committing at this moment. */
function environment(): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !local.has(name));
	return {
		...Object.fromEntries(inherited),
		LC_ALL: 'C',
		GIT_TERMINAL_PROMPT: '0',
		GIT_OPTIONAL_LOCKS: '0',
		GIT_LITERAL_PATHSPECS: '1',
	};
}

function notStarted(cwd: string, error: Error): TowlineError {
	return new TowlineError('GIT_FAILED', `git could not be started in ${cwd}: ${error.message}.`, {
		hint: 'Is git installed, and does the folder exist?',
		cause: error,
	});
}

/** The error for a command that failed with these words of git. */
export function gitFailure(args: readonly string[], words: string): TowlineError {
	const said = words
		.replace(/^(fatal|error): /gm, '')
		.replace(/\s+/g, ' ')
		.replace(/\p{Cc}/gu, '?')
		.trim();
	return new TowlineError('GIT_FAILED', `git ${args[0]} failed: ${said || 'it gave no reason'}`);
}
