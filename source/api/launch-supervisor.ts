import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, existsSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {isErrorCode, TowlineError, toMessage} from '../core/errors.ts';
import {checkOwnFolder, openOwnFile} from '../files/own-files.ts';
import {supervisorEnvironment} from './clean-environment.ts';
import type {ErrorAnswer} from './contract.ts';

/** The one message that a new supervisor sends to the process that started it, over the IPC channel. */
export type StartMessage = {readonly type: 'ready'} | ({readonly type: 'failed'} & ErrorAnswer);

/**
 * Our own main file: beside this module, or above the folder of chunks that it was bundled into. Never `process.argv[1]`, which may
 * be any program that imports us.
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
	/** The user's environment; the supervisor gets only the variables that it needs. */
	readonly env: NodeJS.ProcessEnv;
	readonly signal: AbortSignal;
};

/**
 * Size of V8's young generation, in MB for each half. By default it grows to 64 while many agents print and does not shrink, which
 * is half of the supervisor's memory. The small size takes 5 % more processor time, and only while many agents print.
 */
export const youngHeap = '--max-semi-space-size=4';

/**
 * Starts a supervisor in a session of its own, so that it outlives this process and its terminal. Resolves when it listens.
 * Throws the reason that it sends, such as `STORE_BUSY` when another one owns the project; `SUPERVISOR_START_FAILED` without one.
 */
export async function launchSupervisor({root, program, env, signal}: LaunchOptions): Promise<void> {
	const log = openLog(root);
	const child = spawn(process.execPath, [youngHeap, program, 'supervise', root], {
		cwd: root,
		detached: true,
		env: supervisorEnvironment(env, program),
		stdio: ['ignore', log, log, 'ipc'],
	});
	log === 'ignore' || closeSync(log);
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

/**
 * Opens `.towline/supervisor.log` for what Node itself prints when it dies. Makes nothing: a project that is not trusted gets no
 * folder, so the first supervisor of a project prints to nowhere.
 */
function openLog(root: string): number | 'ignore' {
	const folder = path.join(root, '.towline');

	try {
		return checkOwnFolder(folder) ? openOwnFile(path.join(folder, 'supervisor.log'), 'a') : 'ignore';
	} catch (error) {
		if (error instanceof TowlineError) {
			throw error;
		}

		throw new TowlineError('SUPERVISOR_START_FAILED', `The supervisor's folder ${folder} is not writable.`, {
			hint: 'Check who owns it, and whether the disk is full.',
			cause: error,
		});
	}
}

function refuseFailure(message: unknown, root: string): void {
	if (!isStartMessage(message)) {
		throw startFailed(root, 'it sent a message that this version does not understand');
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
		hint: `See the end of ${path.join(root, '.towline/supervisor.log')}.`,
	});
}
