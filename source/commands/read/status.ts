import {connectIfRunning} from '../../api/spawn.ts';
import {formatElapsed, formatNumberOf} from '../../core/format.ts';
import {toSafeJson} from '../../stream/safe-json.ts';
import type {CommandHandler} from '../invocation.ts';
import {rootOf} from './project-state.ts';

/** `towline status`: prints the pid, socket and clients of the supervisor, or that none is running. */
export const run: CommandHandler = async ({cwd, env, options, print}) => {
	const connected = await connectIfRunning({root: rootOf({cwd}), env});

	if (options.json) {
		await print(toSafeJson(connected ? toJson(connected.hello) : noSupervisor));
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
	return 0;
};

/** Has the same keys as with a supervisor, so that `jq .pid` prints `null`. */
const noSupervisor = {pid: null, socket: null, startedAt: null, clients: 0};

type HelloPart = {
	readonly pid: number;
	readonly socket: string;
	readonly startedAt: number;
	readonly clients: number;
};

function toJson({pid, socket, startedAt, clients}: HelloPart) {
	return {pid, socket, startedAt: new Date(startedAt).toISOString(), clients};
}
