import {existsSync} from 'node:fs';
import {connectToAnyBuild} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {formatNumberOf} from '../../core/format.ts';
import type {CommandHandler, Invocation} from '../invocation.ts';
import {rootOf} from '../read/project-state.ts';
import {type ServiceUnit, serviceUnitOf} from '../setup/service-unit.ts';
import {systemctl} from '../setup/systemctl.ts';

/** `towline down`: ends every agent and the supervisor, whatever build it is of; with --keep only if no agent runs. */
export const run: CommandHandler = async ({cwd, env, options, print}) => {
	const root = rootOf({cwd});
	const connected = await connectToAnyBuild({root, env});

	try {
		const answer = await connected?.client.down({keep: options.keep === true});
		await print(
			answer ? `The supervisor is down; it ended ${formatNumberOf(answer.ended, 'process', 'processes')}.` : noneRuns,
		);
	} catch (error) {
		if (!(error instanceof TowlineError) || error.code !== 'SUPERVISOR_GONE') {
			throw error;
		}

		await print(noneRuns);
	}

	await stopService(serviceUnitOf(root, env), {env, print});
	return 0;
};

/** A service that waits for this supervisor's end would take its place at once. */
async function stopService({file, name}: ServiceUnit, {env, print}: Pick<Invocation, 'env' | 'print'>): Promise<void> {
	if (!existsSync(file)) {
		return;
	}

	try {
		await systemctl(env, 'stop', name);
		await print('Its service is stopped too, until the next login; `towline service remove` removes it.');
	} catch {
		// Without a systemd to ask there is no service that runs.
	}
}

const noneRuns = 'No supervisor runs for this project.';
