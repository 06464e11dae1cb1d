import {realpathSync} from 'node:fs';
import path from 'node:path';
import {connectIfRunning} from '../../api/spawn.ts';
import {TowlineError} from '../../core/errors.ts';
import {removeTrust} from '../../project/trust/trust-store.ts';
import type {CommandHandler, Invocation} from '../invocation.ts';
import {rootOf} from '../read/project-state.ts';

/** `towline untrust`: forgets that a project is trusted. It does not end a supervisor that runs. */
export const run: CommandHandler = async invocation => {
	const {env, note} = invocation;
	const root = rootToForget(invocation);

	if (!removeTrust(root, env)) {
		await note(`${root} was not trusted.`);
		return 0;
	}

	await note(`${root} is no longer trusted: nothing in it is executed until you trust it again.`);
	const connected = await connectIfRunning({root, env}).catch(() => undefined);

	if (connected) {
		await note('Its supervisor still runs what it started; `towline down` ends it.');
	}

	return 0;
};

/** A folder that was given need not exist any more. */
function rootToForget({args, cwd, env}: Invocation): string {
	const [folder] = args;

	if (folder === undefined) {
		return rootOf({cwd, env});
	}

	const given = path.resolve(cwd, folder);

	try {
		return realpathSync(given);
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
			return given;
		}

		throw new TowlineError('USAGE', `${given} cannot be read.`, {cause: error});
	}
}
