import {existsSync} from 'node:fs';
import {mkdir, rm, writeFile} from 'node:fs/promises';
import {userInfo} from 'node:os';
import path from 'node:path';
import {ownProgram, supervisorEnvironment} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {type CommandHandler, type ExitCode, type Invocation, requiredArgument} from '../invocation.ts';
import {rootOf} from '../read/project-state.ts';
import {type ServiceUnit, serviceUnitOf, toUnitText} from './service-unit.ts';
import {readOutput, systemctl} from './systemctl.ts';

/** `towline service`: manages a systemd user unit that restarts the supervisor after a crash or a reboot. */
export const run: CommandHandler = async invocation => {
	const unit = serviceUnitOf(rootOf(invocation), invocation.env);
	const action = requiredArgument(invocation, 0);

	switch (action) {
		case 'install':
			return install(invocation, unit);
		case 'remove':
			return remove(invocation, unit);
		case 'status':
			return printStatus(invocation, unit);
		default:
			throw new TowlineError('USAGE', `"${toOneLine(action)}" is not an action of service.`, {
				hint: 'Use install, remove or status.',
			});
	}
};

async function install(invocation: Invocation, {file, name}: ServiceUnit): Promise<ExitCode> {
	const {env, note} = invocation;
	const program = ownProgram();
	const searchPath = supervisorEnvironment(env, program).PATH ?? '/usr/local/bin:/usr/bin:/bin';
	const text = toUnitText({root: rootOf(invocation), node: process.execPath, program, searchPath});
	// Fails without a systemd session, before anything is written.
	await systemctl(env, 'show-environment');
	await mkdir(path.dirname(file), {recursive: true});
	await writeFile(file, text, {mode: 0o644});
	await systemctl(env, 'daemon-reload');
	await systemctl(env, 'enable', name);
	await note(`Installed ${file}.`);
	await note(`It starts at the next login. To start it now: \`systemctl --user start ${name}\`.`);

	if ((await lingerOf(env)) !== 'yes') {
		await note('To run it without a login, also after a reboot: `loginctl enable-linger`.');
	}

	await note(
		`Agents that it resumes get only the environment of the service. To add variables: \`systemctl --user edit ${name}\`.`,
	);
	return 0;
}

async function remove({env, note}: Invocation, {file, name}: ServiceUnit): Promise<ExitCode> {
	if (!existsSync(file)) {
		await note('No service is installed for this project.');
		return 0;
	}

	await systemctl(env, 'disable', name);
	await rm(file, {force: true});
	await systemctl(env, 'daemon-reload');
	await note('The service is removed. A running supervisor stays until `towline down`.');
	return 0;
}

async function printStatus({env, print}: Invocation, {file, name}: ServiceUnit): Promise<ExitCode> {
	if (!existsSync(file)) {
		await print('No service is installed for this project. `towline service install` installs one.');
		return 0;
	}

	const state =
		(await readOutput(env, 'systemctl', '--user', 'is-active', name)) ?? 'installed, but systemd does not answer';
	const linger = (await lingerOf(env)) ?? 'unknown';
	await print(`${name} is ${toOneLine(state)}, linger is ${toOneLine(linger)} (${file}).`);
	return 0;
}

/** Whether this user's services run without a login: `yes` or `no`; `undefined` if logind does not answer. */
function lingerOf(env: NodeJS.ProcessEnv): Promise<string | undefined> {
	return readOutput(env, 'loginctl', 'show-user', userInfo().username, '--property=Linger', '--value');
}
