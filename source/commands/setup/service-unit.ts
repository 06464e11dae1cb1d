import {createHash} from 'node:crypto';
import {homedir} from 'node:os';
import path from 'node:path';
import {youngHeap} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';

/** The systemd user unit of one project: its name and the absolute path of its file. */
export type ServiceUnit = {readonly name: string; readonly file: string};

/** The name has a hash of the project's root, because a path may contain characters that systemd refuses. */
export function serviceUnitOf(root: string, env: NodeJS.ProcessEnv): ServiceUnit {
	const name = `towline-${createHash('sha256').update(root).digest('hex').slice(0, 12)}.service`;
	const config = env.XDG_CONFIG_HOME || path.join(env.HOME || homedir(), '.config');
	return {name, file: path.join(config, 'systemd/user', name)};
}

export type UnitTextOptions = {
	readonly root: string;
	/** Absolute paths. */
	readonly node: string;
	readonly program: string;
	/** `PATH` for git and the agent programs; by default a user unit searches only system folders. */
	readonly searchPath: string;
};

/**
 * The text of the unit file. systemd restarts the supervisor after a crash, but not after `towline down` (exit code 0) or
 * an invalid configuration (2), and gives up after ten failures in five minutes. The search path is the only variable
 * written to the file: others may be secrets.
 * Throws `USAGE` for a root that a unit file cannot express.
 */
export function toUnitText({root, node, program, searchPath}: UnitTextOptions): string {
	refuseUnwritable(root);
	return [
		'[Unit]',
		`Description=Towline supervisor of ${escapePercent(root)}`,
		'StartLimitIntervalSec=300',
		'StartLimitBurst=10',
		'',
		'[Service]',
		`ExecStart=${[node, youngHeap, program, 'supervise', '--stay', root].map(quoteArgument).join(' ')}`,
		`WorkingDirectory=${escapePercent(root)}`,
		`Environment=${quote(`PATH=${searchPath}`)}`,
		'Restart=on-failure',
		'RestartSec=5',
		'RestartPreventExitStatus=2',
		// Only the supervisor is signalled, which stops its agents gracefully. When it crashes, agents and their holder continue.
		'KillMode=process',
		'TimeoutStopSec=60',
		'',
		'[Install]',
		'WantedBy=default.target',
		'',
	].join('\n');
}

/** In a unit file a newline ends the line, a final backslash continues it, and trailing spaces are dropped. */
function refuseUnwritable(root: string): void {
	if (/\p{Cc}|[\s\\]$/u.test(root)) {
		throw new TowlineError('USAGE', 'The path of this project has characters that a systemd unit cannot express.', {
			hint: 'Move the project to a path without control characters and without a space or backslash at the end.',
		});
	}
}

/** In ExecStart systemd also expands `$`. */
function quoteArgument(word: string): string {
	return quote(word).replaceAll('$', '$$$$');
}

/** Double quotes for systemd, which expands `%` even inside them. */
function quote(word: string): string {
	return `"${escapePercent(word.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;
}

function escapePercent(text: string): string {
	return text.replaceAll('%', '%%');
}
