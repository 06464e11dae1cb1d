import {connectToAnyBuild} from '../api/spawn.ts';
import {TowlineError} from '../core/errors.ts';
import {formatNumberOf} from '../core/format.ts';
import type {CommandHandler} from './invocation.ts';
import {rootOf} from './project-state.ts';

/** `towline down`: ends every agent and the supervisor, whatever build it is of; with --keep only if no agent runs. */
export const run: CommandHandler = async ({cwd, env, options, print}) => {
	const connected = await connectToAnyBuild({root: rootOf({cwd}), env});

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

	return 0;
};

const noneRuns = 'No supervisor runs for this project.';
