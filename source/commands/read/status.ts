import {connectIfRunning, findSupervisor} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {selectUnstorable} from '../../core/fleet/unstorable.ts';
import {formatElapsed, formatNumberOf} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import type {CommandHandler} from '../invocation.ts';
import {toCannotStore} from './agent-json.ts';
import {rootOf} from './project-state.ts';

/** `towline status`: prints the pid, socket and clients of the supervisor, that none is running, or that it hangs. */
export const run: CommandHandler = async ({cwd, env, options, print}) => {
	const root = rootOf({cwd, env});
	const connected = await connectIfRunning({root, env}).catch(async error => {
		if (options.json && error instanceof TowlineError && error.code === 'SUPERVISOR_HUNG') {
			await print(toSafeJson(hungSupervisor(root)));
		}

		throw error;
	});

	const fleet = await connected?.client.readFleet();

	if (options.json) {
		await print(
			toSafeJson(connected && fleet ? {...toJson(connected.hello), cannotStore: toCannotStore(fleet)} : noSupervisor),
		);
		return 0;
	}

	if (!connected) {
		await print('No supervisor is running for this project. `towline` or `towline run` starts one.');
		return 0;
	}

	const {pid, socket, startedAt, clients, version} = connected.hello;
	const age = formatElapsed(Date.now() - startedAt);
	await print(
		`Supervisor ${pid} (Towline ${version}) has been running for ${age} on ${socket}, with ${formatNumberOf(clients, 'client')}.`,
	);
	const unstorable = fleet && selectUnstorable(fleet, Date.now() as EpochMs);
	await (unstorable === undefined ? undefined : print(toOneLine(unstorable)));
	return 0;
};

/** Has the same keys as with a supervisor, so that `jq .pid` prints `null`. */
const noSupervisor = {state: 'none', pid: null, socket: null, startedAt: null, clients: 0, cannotStore: null} as const;

function hungSupervisor(root: string) {
	const record = findSupervisor(root);
	return {...noSupervisor, state: 'hung', pid: record?.pid ?? null, socket: record?.socket ?? null} as const;
}

type HelloPart = {
	readonly pid: number;
	readonly socket: string;
	readonly startedAt: number;
	readonly clients: number;
};

function toJson({pid, socket, startedAt, clients}: HelloPart) {
	return {state: 'running', pid, socket, startedAt: new Date(startedAt).toISOString(), clients};
}
