import {createHash} from 'node:crypto';
import {lstatSync, mkdirSync, realpathSync, type Stats} from 'node:fs';
import path from 'node:path';
import {TowlineError} from '../core/errors.ts';

/** A Unix socket's path may have about 103 bytes; the server binds a temporary name that is up to 8 bytes longer. */
const longestPathBytes = 95;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The path of a supervisor's socket: `/tmp/towline-<uid>/<hash of the root's real path>.sock`, or `TOWLINE_SOCKET`.
 * Not in `$XDG_RUNTIME_DIR`, which is deleted at the last logout, so also when a connection drops.
 * Throws `USAGE` when `TOWLINE_SOCKET` is not absolute or too long.
 */
export function socketPathOf(root: string, env: Environment = process.env): string {
	const override = env.TOWLINE_SOCKET;

	if (override) {
		return checkedOverride(override);
	}

	const hash = createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 16);
	return path.join(socketFolder(), `${hash}.sock`);
}

function socketFolder(): string {
	return `/tmp/towline-${ownUid()}`;
}

/** The folder of this user's sockets; `undefined` if it does not exist. Throws `SOCKET_FOLDER_UNSAFE`. */
export function safeSocketFolder(): string | undefined {
	return checkSocketFolder(path.join(socketFolder(), 'any.sock')) ? socketFolder() : undefined;
}

function checkedOverride(override: string): string {
	if (!path.isAbsolute(override) || Buffer.byteLength(override) > longestPathBytes) {
		throw new TowlineError('USAGE', `TOWLINE_SOCKET cannot be "${override}".`, {
			hint: `Give an absolute path of at most ${longestPathBytes} bytes.`,
		});
	}

	return override;
}

/** Makes the socket's folder if it is missing. Throws `SOCKET_FOLDER_UNSAFE` when other users could put a socket there. */
export function prepareSocketFolder(socketPath: string): void {
	mkdirSync(path.dirname(socketPath), {recursive: true, mode: 0o700});
	checkSocketFolder(socketPath);
}

/**
 * Whether the socket's folder exists. A client checks too, before it connects: a program listening in another user's folder would
 * be sent this user's environment. Throws `SOCKET_FOLDER_UNSAFE`.
 */
export function checkSocketFolder(socketPath: string): boolean {
	const folder = path.dirname(socketPath);
	const stats = lstatSync(folder, {throwIfNoEntry: false});

	if (!stats) {
		return false;
	}

	const problem = folderProblem(stats, ownUid());

	if (problem) {
		throw new TowlineError('SOCKET_FOLDER_UNSAFE', `The socket's folder ${folder} ${problem}.`, {
			hint: socketFolderHint(folder),
		});
	}

	return true;
}

/** Our own folder holds nothing but sockets. One that a person chose may be a home: then another is to be chosen. */
function socketFolderHint(folder: string): string {
	return folder === socketFolder()
		? 'Remove it or have it removed, or set TOWLINE_SOCKET to a path in a folder that only you can enter.'
		: 'Set TOWLINE_SOCKET to a path in a folder that only you can enter, such as one made with `mkdir -m 700`, or unset it.';
}

/** Why a folder may not hold our socket; `undefined` if it may. */
export function folderProblem(stats: Pick<Stats, 'isDirectory' | 'uid' | 'mode'>, uid: number): string | undefined {
	if (!stats.isDirectory()) {
		return 'is not a folder'; // Also for a symbolic link to a folder: its target could be changed later.
	}

	if (stats.uid !== uid) {
		return `belongs to another user (uid ${stats.uid})`;
	}

	return (stats.mode & 0o077) === 0 ? undefined : `is open to other users (mode ${(stats.mode & 0o777).toString(8)})`;
}

function ownUid(): number {
	return process.getuid?.() ?? 0;
}
