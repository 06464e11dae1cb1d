import {execFile, execFileSync} from 'node:child_process';
import {promisify} from 'node:util';
import {isRunId, type RunId} from '../../core/ids.ts';
import type {ProcessEntry, ProcessTable} from './process-table.ts';

const factColumns = 'pid=,ppid=,pgid=,state=,rss=,time=,lstart=';
const options = {encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: {PATH: '/usr/bin:/bin', LC_ALL: 'C'}} as const;
const run = promisify(execFile);

/** macOS has no `/proc`; `ps` prints the same, including environments (`-E`, for this user's processes). */
export async function readDarwinTable(): Promise<ProcessTable> {
	const uid = String(process.getuid?.() ?? 0);
	const [facts, commands, commandsWithEnvironment] = await Promise.all([
		run('ps', ['-axo', factColumns], options),
		run('ps', ['-ww', '-U', uid, '-o', 'pid=,command='], options),
		run('ps', ['-Eww', '-U', uid, '-o', 'pid=,command='], options),
	]);
	return parseTable(facts.stdout, commands.stdout, commandsWithEnvironment.stdout);
}

/** See `Processes.startOf`. */
export function startOfDarwin(pid: number): string | undefined {
	try {
		const output = execFileSync('ps', ['-o', factColumns, '-p', String(pid)], {...options, stdio: 'pipe'});
		return parseFacts(output)?.start;
	} catch {
		return undefined;
	}
}

/** Builds the table from the three outputs of `ps`. */
export function parseTable(facts: string, commands: string, commandsWithEnvironment: string): ProcessTable {
	const marks = parseMarks(commands, commandsWithEnvironment);
	const table = new Map<number, ProcessEntry>();

	for (const line of facts.split('\n')) {
		const entry = parseFacts(line);

		if (entry) {
			table.set(entry.pid, {...entry, run: marks.get(entry.pid)});
		}
	}

	return table;
}

/** One line of facts; `undefined` for a zombie. `lstart` has five words: `Fri Nov 20 09:13:36 2026`. */
function parseFacts(line: string): Omit<ProcessEntry, 'run'> | undefined {
	const [pid, parent, group, state, rss, time, ...start] = line.trim().split(/\s+/);

	if (!pid || start.length !== 5 || state === undefined || state.startsWith('Z')) {
		return undefined;
	}

	return {
		pid: Number(pid),
		parent: Number(parent),
		group: Number(group),
		session: Number(group),
		start: start.join(' '),
		cpuSeconds: parseTime(time ?? ''),
		rssBytes: Number(rss) * 1024,
	};
}

/** `[hours:]minutes:seconds.hundredths` */
function parseTime(text: string): number {
	return text.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}

/**
 * `-E` prints the environment after the arguments. Only the text after the arguments is searched: a process such as
 * `grep TOWLINE_RUN=...` has the mark in its arguments and must not be ended for that.
 */
function parseMarks(commands: string, commandsWithEnvironment: string): ReadonlyMap<number, RunId> {
	const lengths = new Map(commands.split('\n').map(line => [Number.parseInt(line, 10), line.trimEnd().length]));
	const marks = new Map<number, RunId>();

	for (const line of commandsWithEnvironment.split('\n')) {
		const pid = Number.parseInt(line, 10);
		const length = lengths.get(pid);
		const mark = length === undefined ? undefined : /\sTOWLINE_RUN=(\S+)/.exec(line.slice(length))?.[1];

		if (mark !== undefined && isRunId(mark)) {
			marks.set(pid, mark);
		}
	}

	return marks;
}
