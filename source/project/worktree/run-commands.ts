import {TowlineError} from '../../core/errors.ts';
import {endGroup, spawnClean} from '../git/spawn-clean.ts';

/** The setup or teardown commands of a worktree, and how to run them. */
export type CommandRun = {
	/** Shell commands, run one after the other until one fails. */
	readonly commands: readonly string[];
	readonly cwd: string;
	/** The whole environment; nothing is inherited. */
	readonly env: Readonly<Record<string, string>>;
	/** `setup` or `teardown`, for error messages. */
	readonly title: string;
	/** Called with output as it arrives. The text is untrusted. */
	readonly onOutput: (text: string) => void;
	/** Kills the process group of the running command. */
	readonly signal?: AbortSignal;
};

/** How long to read output after the command's exit: a background process may keep the pipe open for ever. */
const drainMs = 200;

/** Runs the commands. Throws `WORKTREE_FAILED` with the command that failed and its exit code or signal. */
export async function runCommands(run: CommandRun): Promise<void> {
	for (const command of run.commands) {
		run.onOutput(`$ ${command}\n`);
		const {exitCode, signal} = await runCommand(run, command);

		if (exitCode !== 0) {
			const end = exitCode === null ? `was killed by ${signal}` : `failed with exit code ${exitCode}`;
			throw new TowlineError('WORKTREE_FAILED', `The ${run.title} command ${JSON.stringify(command)} ${end}.`, {
				hint: `Its output is in the log. Fix the command under [worktree] in towline.toml: ${run.title}.`,
			});
		}
	}
}

type CommandExit = {readonly exitCode: number | null; readonly signal: string | null};

function runCommand({cwd, env, onOutput, signal}: CommandRun, command: string): Promise<CommandExit> {
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

	return new Promise<CommandExit>((resolve, reject) => {
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
	return new TowlineError('WORKTREE_FAILED', `Cannot run commands in ${cwd}: ${error.message}.`, {cause: error});
}
