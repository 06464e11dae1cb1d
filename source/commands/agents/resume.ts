import {type CommandHandler, requiredArgument, textOption} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {findAgent} from './find-agent.ts';

/** `towline resume`: continues the session of an agent, with a message of the user or the default one. */
export const run: CommandHandler = async invocation => {
	const {fleet, connected} = await openProject(invocation);
	const agent = findAgent(fleet, requiredArgument(invocation, 0));
	const message = textOption(invocation, 'message');
	const session = textOption(invocation, 'session');
	await connected.client.send({
		type: 'resume',
		agent: agent.id,
		isForced: true,
		...(message === undefined ? {} : {message}),
		...(session === undefined ? {} : {session}),
	});
	await invocation.print(`Resuming ${agent.id}. \`towline logs -f ${agent.story}\` follows it.`);
	return 0;
};
