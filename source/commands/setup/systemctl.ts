import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {TowlineError, toMessage} from '../../core/errors.ts';

const execute = promisify(execFile);
const timeoutMs = 20_000;

/** Runs `systemctl --user`. Throws `SERVICE_FAILED` with the last line of its error output, or when there is no systemd. */
export async function systemctl(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<void> {
	try {
		await execute('systemctl', ['--user', ...args], {env, timeout: timeoutMs});
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			throw new TowlineError('SERVICE_FAILED', 'systemd was not found on this machine (there is no systemctl).', {
				hint: 'No service is needed: `towline` starts the supervisor, and it outlives the terminal.',
				cause: error,
			});
		}

		throw new TowlineError('SERVICE_FAILED', `systemd refused: ${lastLine(error)}.`, {
			hint: 'This needs a systemd user session: log in with ssh instead of su, or start `towline` without a service.',
			cause: error,
		});
	}
}

/** The trimmed standard output of a program, whatever its exit code; `undefined` if it printed nothing or is missing. */
export async function readOutput(env: NodeJS.ProcessEnv, program: string, ...args: readonly string[]) {
	const result = await execute(program, args, {env, timeout: timeoutMs}).catch((error: {stdout?: string}) => error);
	return result.stdout?.trim() || undefined;
}

function lastLine(error: unknown): string {
	const text = toMessage(error).trim().split('\n').at(-1) ?? '';
	return text.replace(/\.$/, '');
}
