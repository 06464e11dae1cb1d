import {TowlineError} from '../../core/errors.ts';
import {type CommandHandler, type ExitCode, textOption} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {actOn, findEach, worstOf} from './each-agent.ts';
import {findAgent} from './find-agent.ts';

/** `towline resume`: continues the sessions of agents, with a message of the user or the default one. */
export const run: CommandHandler = async invocation => {
	const message = textOption(invocation, 'message');
	const session = textOption(invocation, 'session');

	if (session !== undefined && invocation.args.length > 1) {
		throw new TowlineError('USAGE', 'resume --session takes one story, because a session belongs to one agent.');
	}

	const {fleet, connected} = await openProject(invocation);
	const agents = await findEach(invocation.args, name => findAgent(fleet, name));
	const exitCodes: ExitCode[] = [];

	for (const agent of agents) {
		exitCodes.push(
			await actOn(invocation, async () => {
				await connected.client.send({
					type: 'resume',
					agent: agent.id,
					isForced: true,
					...(message === undefined ? {} : {message}),
					...(session === undefined ? {} : {session}),
					...(invocation.options.force ? {evenIfOpen: true} : {}),
				});
				await invocation.note(`Resuming ${agent.id}. \`towline logs -f ${agent.story}\` follows it.`);
			}),
		);
	}

	return worstOf(exitCodes);
};
