import {existsSync} from 'node:fs';
import {connect, connectToAnyBuild} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {formatNumberOf} from '../../core/format.ts';
import {askHolder} from '../../holder/client/ask-holder.ts';
import type {CommandHandler, Invocation} from '../invocation.ts';
import {rootOf} from '../read/project-state.ts';
import {type ServiceUnit, serviceUnitOf} from '../setup/service-unit.ts';
import {systemctl} from '../setup/systemctl.ts';
import {version} from '../version.ts';

/**
 * `towline down`: stops every agent and the supervisor, of any build. With --keep it refuses if an agent is running; with
 * --force it also ends a supervisor that does not answer.
 */
export const run: CommandHandler = async invocation => {
	const {env, options, note} = invocation;

	if (options.keep && options.force) {
		throw new TowlineError('USAGE', 'down takes --keep or --force, not both.');
	}

	const root = rootOf(invocation);
	await note((await end(root, invocation)) ?? 'No supervisor is running for this project.');
	await stopService(serviceUnitOf(root, env), {env, note});
	return 0;
};

/** Says what was ended; `undefined` if no supervisor runs. */
async function end(root: string, {env, options}: Invocation): Promise<string | undefined> {
	try {
		const connected = (await connectToAnyBuild({root, env})) ?? (await connectForHeldRuns(root, env));
		const answer = await connected?.client.down({keep: options.keep === true});
		return answer && `The supervisor is down; it ended ${formatProcesses(answer.ended)}.`;
	} catch (error) {
		if (!(error instanceof TowlineError)) {
			throw error;
		}

		if (error.code === 'SUPERVISOR_HUNG' && options.force) {
			return endByForce(root, env);
		}

		if (error.code !== 'SUPERVISOR_GONE') {
			throw error;
		}

		return undefined;
	}
}

/** Agents may be at work whose supervisor died a moment ago: only another one can end and record them. */
async function connectForHeldRuns(root: string, env: NodeJS.ProcessEnv) {
	const holder = await askHolder({root, env, version});
	return holder && holder.runs.size > 0 ? connect({root, env}) : undefined;
}

async function endByForce(root: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
	const {downByForce} = await import('./down-by-force.ts');
	const forced = await downByForce(root, env);
	return (
		forced &&
		`The supervisor (pid ${forced.pid}) did not answer and was killed; ${formatProcesses(forced.ended)} of its agents ended.`
	);
}

function formatProcesses(count: number): string {
	return formatNumberOf(count, 'process', 'processes');
}

/** Stops the service too: otherwise it would start a new supervisor at once. */
async function stopService({file, name}: ServiceUnit, {env, note}: Pick<Invocation, 'env' | 'note'>): Promise<void> {
	if (!existsSync(file)) {
		return;
	}

	try {
		await systemctl(env, 'stop', name);
		await note('Its service is stopped until the next login; `towline service remove` removes it.');
	} catch {
		// Without a systemd session no service is running.
	}
}
