import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, existsSync, mkdirSync, openSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {isErrorCode, TowlineError, toMessage} from '../core/errors.ts';
import {supervisorEnvironment} from './clean-environment.ts';
import type {ErrorAnswer} from './contract.ts';

/** What a supervisor that is starting says to who started it, over the channel between them, once. */
export type StartMessage = {readonly type: 'ready'} | ({readonly type: 'failed'} & ErrorAnswer);

/**
 * Our own main file, wherever this module was bundled to: beside it, or above its folder of chunks. Never
 * `process.argv[1]`: that may be anything that imported us.
 */
export function ownProgram(): string {
	const candidates = ['./cli.js', '../cli.js', '../../dist/cli.js'].map(place =>
		fileURLToPath(new URL(place, import.meta.url)),
	);
	return candidates.find(file => existsSync(file)) ?? path.resolve('dist/cli.js');
}

export type LaunchOptions = {
	readonly root: string;
	readonly program: string;
	/** Of the person who asks; the supervisor gets the little of it that it needs. */
	readonly env: NodeJS.ProcessEnv;
	readonly signal: AbortSignal;
};

/**
 * Megabytes of each half of the heap that new objects are made in. By itself it grows to 64 while many agents print at
 * once and stays so, which is half of the supervisor's memory; small, it costs a twentieth of its time, and only then.
 */
export const youngHeap = '--max-semi-space-size=4';

/**
 * Starts a supervisor in a session of its own, so that it outlives this process and its terminal, and waits for its word.
 * Resolves when it listens. Throws its own reason: `STORE_BUSY` when another one owns the project,
 * `SUPERVISOR_START_FAILED` when it said none.
 */
export async function launchSupervisor({root, program, env, signal}: LaunchOptions): Promise<void> {
	const log = openLog(root);
	const child = spawn(process.execPath, [youngHeap, program, 'supervise', root], {
		cwd: root,
		detached: true,
		env: supervisorEnvironment(env, program),
		stdio: ['ignore', log, log, 'ipc'],
	});
	closeSync(log);
	const waiting = new AbortController();
	const until = {signal: AbortSignal.any([signal, waiting.signal])};

	try {
		const [message] = await Promise.race([
			once(child, 'message', until),
			once(child, 'exit', until).then(([exitCode]) => {
				throw startFailed(root, `it exited ${exitCode ?? 'by a signal'}`);
			}),
		]);
		refuseFailure(message, root);
	} catch (error) {
		throw error instanceof TowlineError || signal.aborted ? error : startFailed(root, toMessage(error));
	} finally {
		waiting.abort();
		child.unref();

		if (child.connected) {
			child.disconnect();
		}
	}
}

/** Everything of a project lies in `.towline/`, which git is told to ignore as a whole. */
function openLog(root: string): number {
	const folder = path.join(root, '.towline');

	try {
		mkdirSync(folder, {recursive: true, mode: 0o700});

		if (!existsSync(path.join(folder, '.gitignore'))) {
			writeFileSync(path.join(folder, '.gitignore'), '*\n', {mode: 0o600});
		}

		return openSync(path.join(folder, 'supervisor.log'), 'a', 0o600);
	} catch (error) {
		throw new TowlineError('SUPERVISOR_START_FAILED', `The supervisor's folder ${folder} cannot be written.`, {
			hint: 'Check who owns it, and whether the disk is full.',
			cause: error,
		});
	}
}

function refuseFailure(message: unknown, root: string): void {
	if (!isStartMessage(message)) {
		throw startFailed(root, 'it said something that this build does not understand');
	}

	if (message.type === 'failed') {
		const {code, hint} = message;
		throw new TowlineError(
			isErrorCode(code) ? code : 'SUPERVISOR_START_FAILED',
			message.message,
			hint === undefined ? {} : {hint},
		);
	}
}

function isStartMessage(message: unknown): message is StartMessage {
	return (
		typeof message === 'object' &&
		message !== null &&
		'type' in message &&
		(message.type === 'ready' || (message.type === 'failed' && 'code' in message && 'message' in message))
	);
}

function startFailed(root: string, reason: string): TowlineError {
	return new TowlineError('SUPERVISOR_START_FAILED', `The supervisor could not be started: ${reason}.`, {
		hint: `Its last words are in ${path.join(root, '.towline/supervisor.log')}.`,
	});
}
