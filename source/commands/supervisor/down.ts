import {existsSync} from 'node:fs';
import {connectToAnyBuild} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {formatNumberOf} from '../../core/format.ts';
import type {CommandHandler, Invocation} from '../invocation.ts';
import {rootOf} from '../read/project-state.ts';
import {type ServiceUnit, serviceUnitOf} from '../setup/service-unit.ts';
import {systemctl} from '../setup/systemctl.ts';

/** `towline down`: stops every agent and the supervisor, of any build. With --keep it refuses if an agent is running. */
export const run: CommandHandler = async ({cwd, env, options, print}) => {
	const root = rootOf({cwd});
	const connected = await connectToAnyBuild({root, env});

	try {
		const answer = await connected?.client.down({keep: options.keep === true});
		await print(
			answer ? `The supervisor is down; it ended ${formatNumberOf(answer.ended, 'process', 'processes')}.` : notRunning,
		);
	} catch (error) {
		if (!(error instanceof TowlineError) || error.code !== 'SUPERVISOR_GONE') {
			throw error;
		}

		await print(notRunning);
	}

	await stopService(serviceUnitOf(root, env), {env, print});
	return 0;
};

/** Stops the service too: otherwise it would start a new supervisor at once. */
async function stopService({file, name}: ServiceUnit, {env, print}: Pick<Invocation, 'env' | 'print'>): Promise<void> {
	if (!existsSync(file)) {
		return;
	}

	try {
		await systemctl(env, 'stop', name);
		await print('Its service is stopped until the next login; `towline service remove` removes it.');
	} catch {
		// Without a systemd session no service is running.
	}
}

const notRunning = 'No supervisor is running for this project.';
