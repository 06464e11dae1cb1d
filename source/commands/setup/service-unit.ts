import {createHash} from 'node:crypto';
import {homedir} from 'node:os';
import path from 'node:path';
import {youngHeap} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';

/** A systemd unit of this user, for one project. */
export type ServiceUnit = {readonly name: string; readonly file: string};

/** Its name tells which by a hash of the project's root, since a path may hold what systemd does not take. */
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
	/** Where git and the agent programs are found: a user's systemd knows only the system's folders. */
	readonly searchPath: string;
};

/**
 * What systemd reads. It starts the supervisor again after a crash, leaves it alone after `towline down` (which exits 0) and
 * where the configuration cannot be read (2), and gives up on one that fails ten times in five minutes. Nothing of the
 * environment but the search path is written down: the rest may hold secrets.
 * Throws `USAGE` for a root that no unit file can name.
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
		// Agents are ended by the supervisor itself, politely; systemd would signal them all at once.
		'KillMode=mixed',
		'TimeoutStopSec=60',
		'',
		'[Install]',
		'WantedBy=default.target',
		'',
	].join('\n');
}

/** A line ends at its newline, goes on after a backslash at its end, and loses the spaces there. */
function refuseUnwritable(root: string): void {
	if (/\p{Cc}|[\s\\]$/u.test(root)) {
		throw new TowlineError('USAGE', 'The path of this project holds what no systemd unit can name.', {
			hint: 'Move it to a path without control characters that ends in neither a space nor a backslash.',
		});
	}
}

/** In commands systemd expands `$` as well. */
function quoteArgument(word: string): string {
	return quote(word).replaceAll('$', '$$$$');
}

/** systemd takes words in double quotes, and expands `%` even there. */
function quote(word: string): string {
	return `"${escapePercent(word.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;
}

function escapePercent(text: string): string {
	return text.replaceAll('%', '%%');
}
