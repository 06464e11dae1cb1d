import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {homedir, userInfo} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {ownProgram} from '../api/spawn.ts';
import {TowlineError, toMessage} from '../core/errors.ts';
import {type CommandHandler, type ExitCode, requiredArgument} from './invocation.ts';
import {rootOf} from './project-state.ts';

/** `towline service`: a systemd unit of this user that starts the supervisor again after a crash or a reboot. */
export const run: CommandHandler = async invocation => {
	const root = rootOf(invocation);
	const unit = unitOf(root);
	const {print} = invocation;

	switch (requiredArgument(invocation, 0)) {
		case 'install':
			return install(unit, root, print);
		case 'remove':
			return remove(unit, print);
		case 'status':
			await print(existsSync(unit.file) ? await askState(unit) : `No service is installed (${unit.file}).`);
			return 0;
		default:
			throw new TowlineError('USAGE', 'service takes install, remove or status.', {
				hint: '`towline service --help` tells what each does.',
			});
	}
};

type Unit = {readonly name: string; readonly file: string};
type Print = (text: string) => Promise<void>;

/** One unit a project: its name tells which by a hash of its root, since a path may hold what systemd does not take. */
function unitOf(root: string): Unit {
	const name = `towline-${createHash('sha256').update(root).digest('hex').slice(0, 12)}.service`;
	const config = process.env.XDG_CONFIG_HOME || path.join(homedir(), '.config');
	return {name, file: path.join(config, 'systemd/user', name)};
}

async function install(unit: Unit, root: string, print: Print): Promise<ExitCode> {
	await mkdir(path.dirname(unit.file), {recursive: true});
	await writeFile(unit.file, unitText(root, process.execPath, ownProgram()));
	await systemctl('daemon-reload');
	await systemctl('enable', unit.name);
	await print(
		`Installed ${unit.file}. It starts at the next login, or now with \`systemctl --user start ${unit.name}\`.`,
	);

	if (!existsSync(`/var/lib/systemd/linger/${userInfo().username}`)) {
		await print('To have it run without a login, after a reboot too: `loginctl enable-linger`.');
	}

	return 0;
}

async function remove(unit: Unit, print: Print): Promise<ExitCode> {
	if (!existsSync(unit.file)) {
		await print('No service is installed for this project.');
		return 0;
	}

	await systemctl('disable', unit.name);
	await rm(unit.file, {force: true});
	await systemctl('daemon-reload');
	await print('The service is removed; a supervisor that runs goes on until `towline down`.');
	return 0;
}

/** Restarted after a crash, and left alone after `towline down`, which exits 0. */
export function unitText(root: string, node: string, program: string): string {
	return [
		'[Unit]',
		`Description=Towline supervisor of ${root.replaceAll('%', '%%')}`,
		'',
		'[Service]',
		`ExecStart=${[node, program, 'supervise', root].map(quote).join(' ')}`,
		'Restart=on-failure',
		'RestartSec=5',
		// Agents are ended by the supervisor itself, politely; systemd would signal them all at once.
		'KillMode=mixed',
		'TimeoutStopSec=60',
		'',
		'[Install]',
		'WantedBy=default.target',
		'',
	].join('\n');
}

/** systemd expands `%` and `$`, and takes words in double quotes. */
function quote(word: string): string {
	const escaped = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$');
	return `"${escaped}"`;
}

async function askState({name, file}: Unit): Promise<string> {
	const {stdout} = await execute('systemctl', ['--user', 'is-active', name]).catch((error: {stdout?: string}) => ({
		stdout: error.stdout ?? '',
	}));
	return `${file} is ${stdout.trim() || 'installed, and systemd cannot be asked'}.`;
}

const execute = promisify(execFile);

async function systemctl(...args: readonly string[]): Promise<void> {
	try {
		await execute('systemctl', ['--user', ...args]);
	} catch (error) {
		throw new TowlineError('SERVICE_FAILED', `systemd refused: ${toMessage(error).split('\n').at(-1)}`, {
			hint: 'This needs a systemd of your own: log in properly (ssh, not su), or start `towline` by hand.',
			cause: error,
		});
	}
}
