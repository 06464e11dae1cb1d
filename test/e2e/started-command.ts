import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect} from 'vitest';
import {program, type TestProject} from './project.ts';

/** A command of the built program that is still at work, read through pipes as a script would. */
export type StartedCommand = AsyncDisposable & {
	/** Waits until its output matches. */
	says(text: RegExp): Promise<void>;
	output(): string;
	errors(): string;
	kill(signal: NodeJS.Signals): void;
	/** As `| head` does once it has seen enough. */
	closeOutput(): void;
	/** Resolves to the exit code; `null` when a signal ended it. */
	readonly exited: Promise<number | null>;
};

export function startCommand({root, env}: Pick<TestProject, 'root' | 'env'>, ...args: string[]): StartedCommand {
	const command = spawn(process.execPath, [program, ...args], {cwd: root, env, stdio: ['ignore', 'pipe', 'pipe']});
	let output = '';
	let errors = '';
	command.stdout.setEncoding('utf8').on('data', text => {
		output += text;
	});
	command.stderr.setEncoding('utf8').on('data', text => {
		errors += text;
	});

	return {
		says: text => expect.poll(() => output, {timeout: 20_000}).toMatch(text),
		output: () => output,
		errors: () => errors,
		kill: signal => void command.kill(signal),
		closeOutput: () => void command.stdout.destroy(),
		exited: once(command, 'close').then(([exitCode]) => exitCode),
		async [Symbol.asyncDispose]() {
			command.kill('SIGKILL');
		},
	};
}
