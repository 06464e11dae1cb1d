import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {TowlineError, toMessage} from '../../core/errors.ts';

const execute = promisify(execFile);
const timeoutMs = 20_000;

/** Tells this user's systemd something. Throws `SERVICE_FAILED` with its words. */
export async function systemctl(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<void> {
	try {
		await execute('systemctl', ['--user', ...args], {env, timeout: timeoutMs});
	} catch (error) {
		throw new TowlineError('SERVICE_FAILED', `systemd refused: ${lastWords(error)}.`, {
			hint: 'This needs a systemd of your own: log in properly (ssh, not su), or start `towline` by hand.',
			cause: error,
		});
	}
}

/** What a program says in one word, even where it then exits with a failure; `undefined` when it says nothing. */
export async function askSystem(env: NodeJS.ProcessEnv, program: string, ...args: readonly string[]) {
	const answer = await execute(program, args, {env, timeout: timeoutMs}).catch((error: {stdout?: string}) => error);
	return answer.stdout?.trim() || undefined;
}

function lastWords(error: unknown): string {
	const text = toMessage(error).trim().split('\n').at(-1) ?? '';
	return text.replace(/\.$/, '');
}
