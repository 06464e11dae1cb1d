import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, constants, existsSync, mkdirSync, openSync, writeFileSync} from 'node:fs';
import {connect, type Socket} from 'node:net';
import path from 'node:path';
import {checkSocketFolder} from '../../api/socket-path.ts';
import {TowlineError, toMessage} from '../../core/errors.ts';
import {holderSocketOf} from '../holder-socket.ts';

export type OpenHolderOptions = {
	readonly root: string;
	/** Its own, small; names the socket. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Our main file, which is started as `<program> hold <root>`. */
	readonly program: string;
};

/** A holder is up in a tenth of a second; a busy machine may take longer. */
const startTimeoutMs = 15_000;
/**
 * It makes few objects that last, so a small heap costs it nothing: megabytes of each half that new ones are made in.
 * Its code is never optimised, which saves the memory for it: most of its time goes to the kernel.
 */
const smallHeap = ['--max-semi-space-size=1', '--max-old-space-size=256'];

/** A connection to the project's holder, started if none runs. Throws `HOLDER_GONE` with the reason why it could not be. */
export async function openHolder(options: OpenHolderOptions): Promise<Socket> {
	const deadline = Date.now() + startTimeoutMs;

	for (;;) {
		const socket = await connectToHolder(options);

		if (socket) {
			return socket;
		}

		await startHolder(options, Math.max(deadline - Date.now(), 1));
	}
}

/** A connection to the project's holder if it runs. Throws `SOCKET_FOLDER_UNSAFE`. */
export async function connectToHolder({
	root,
	env,
}: Pick<OpenHolderOptions, 'root' | 'env'>): Promise<Socket | undefined> {
	const socketPath = holderSocketOf(root, env);

	if (!checkSocketFolder(socketPath)) {
		return undefined;
	}

	const socket = connect(socketPath);

	try {
		await once(socket, 'connect');
		return socket;
	} catch {
		socket.destroy();
		return undefined;
	}
}

/** In a session of its own, so that it outlives this process and its terminal. Resolves once it listens. */
async function startHolder({root, env, program}: OpenHolderOptions, timeoutMs: number): Promise<void> {
	const log = openLog(root);
	const child = spawn(process.execPath, [...smallHeap, program, 'hold', root], {
		cwd: root,
		detached: true,
		env,
		stdio: ['ignore', 'pipe', log],
	});
	closeSync(log);
	const ready = child.stdout;

	if (!ready) {
		throw startFailed(root, 'it has no output');
	}

	try {
		const signal = AbortSignal.timeout(timeoutMs);
		await Promise.race([
			once(ready, 'data', {signal}),
			once(child, 'exit', {signal}).then(([exitCode]) => refuseUnlessBusy(exitCode, root)),
		]);
	} catch (error) {
		throw error instanceof TowlineError ? error : startFailed(root, toMessage(error));
	} finally {
		ready.destroy();
		child.unref();
	}
}

/** Another one was quicker: the next try connects to that. */
function refuseUnlessBusy(exitCode: unknown, root: string): void {
	if (exitCode !== busyExitCode) {
		throw startFailed(root, `it exited ${exitCode ?? 'by a signal'}`);
	}
}

/** What a holder exits with that found another one. */
export const busyExitCode = 75;

/** The holder may be the first that writes into the project's folder, which git ignores as a whole. */
function openLog(root: string): number {
	const folder = path.join(root, '.towline');
	mkdirSync(folder, {recursive: true, mode: 0o700});

	if (!existsSync(path.join(folder, '.gitignore'))) {
		writeFileSync(path.join(folder, '.gitignore'), '*\n', {mode: 0o600});
	}

	return openSync(
		path.join(folder, 'supervisor.log'),
		constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW,
		0o600,
	);
}

function startFailed(root: string, reason: string): TowlineError {
	return new TowlineError('HOLDER_GONE', `The process that holds the agents could not be started: ${reason}.`, {
		hint: `Its last words are in ${path.join(root, '.towline/supervisor.log')}.`,
	});
}
