import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {program, type TestProject} from './project.ts';

/** A running command of the built program, read through pipes like a script does. */
export type StartedCommand = AsyncDisposable & {
	/** Waits until its output matches; rejects if it ends before. */
	says(text: RegExp): Promise<void>;
	output(): string;
	errors(): string;
	kill(signal: NodeJS.Signals): void;
	/** Closes the reading end of the pipe, like `| head`. */
	closeOutput(): void;
	/** Resolves to the exit code; `null` when a signal ended it. */
	readonly exited: Promise<number | null>;
};

export function startCommand({root, env}: Pick<TestProject, 'root' | 'env'>, ...args: string[]): StartedCommand {
	const command = spawn(process.execPath, [program, ...args], {cwd: root, env, stdio: ['ignore', 'pipe', 'pipe']});
	let output = '';
	let errors = '';
	const waiting = new Set<() => void>();
	const tellWaiting = () => {
		for (const tell of waiting) {
			tell();
		}
	};
	command.stdout.setEncoding('utf8').on('data', text => {
		output += text;
		tellWaiting();
	});
	command.once('close', tellWaiting);
	command.stderr.setEncoding('utf8').on('data', text => {
		errors += text;
	});

	return {
		says: text =>
			new Promise((resolve, reject) => {
				const look = () => {
					if (text.test(output)) {
						waiting.delete(look);
						resolve();
					} else if (command.exitCode !== null || command.signalCode !== null) {
						reject(new Error(`It ended and never said ${text}:\n${output}\n${errors}`));
					}
				};
				waiting.add(look);
				look();
			}),
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
