import {TowlineError} from '../../core/errors.ts';
import {endGroup, spawnClean} from '../git/spawn-clean.ts';

/** Commands of the configuration that prepare or clean up a worktree. */
export type CommandRun = {
	/** Lines for the shell, run one after the other until one fails. */
	readonly commands: readonly string[];
	readonly cwd: string;
	/** All of it: nothing is inherited. */
	readonly env: Readonly<Record<string, string>>;
	/** `setup` or `teardown`: for the message. */
	readonly title: string;
	/** What they print, as it comes; it is untrusted text. */
	readonly onOutput: (text: string) => void;
	/** Ends the command that runs, and all of its process group. */
	readonly signal?: AbortSignal;
};

/** What a command leaves running in the background may keep its output open; that is not waited for. */
const drainMs = 200;

/** Throws `WORKTREE_FAILED` with the command that failed and its exit code. */
export async function runCommands(run: CommandRun): Promise<void> {
	for (const command of run.commands) {
		run.onOutput(`$ ${command}\n`);
		const {exitCode, signal} = await runCommand(run, command);

		if (exitCode !== 0) {
			const end = exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
			throw new TowlineError('WORKTREE_FAILED', `The ${run.title} command ${JSON.stringify(command)} ${end}.`, {
				hint: `What it printed is in the log; mend it, or change ${run.title} under [worktree] in towline.toml.`,
			});
		}
	}
}

type CommandEnd = {readonly exitCode: number | null; readonly signal: string | null};

function runCommand({cwd, env, onOutput, signal}: CommandRun, command: string): Promise<CommandEnd> {
	if (signal?.aborted) {
		return Promise.resolve({exitCode: null, signal: 'SIGKILL'});
	}

	const child = spawnClean('/bin/sh', ['-c', command], {cwd, env});
	const end = () => endGroup(child);
	signal?.addEventListener('abort', end, {once: true});
	child.stdin.end();

	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', onOutput);
	}

	return new Promise<CommandEnd>((resolve, reject) => {
		child.on('error', error => reject(notStarted(cwd, error)));
		child.on('close', (exitCode, name) => resolve({exitCode, signal: name}));
		child.on('exit', (exitCode, name) => {
			setTimeout(() => resolve({exitCode, signal: name}), drainMs).unref();
		});
	}).finally(() => {
		signal?.removeEventListener('abort', end);
		child.stdout.destroy();
		child.stderr.destroy();
	});
}

function notStarted(cwd: string, error: Error): TowlineError {
	return new TowlineError('WORKTREE_FAILED', `No command can be run in ${cwd}: ${error.message}.`, {cause: error});
}
