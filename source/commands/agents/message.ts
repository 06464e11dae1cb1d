import {type CommandHandler, requiredArgument} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {findAgent} from './find-agent.ts';

/** `towline message`: sends a message to a running agent. */
export const run: CommandHandler = async invocation => {
	const {fleet, connected} = await openProject(invocation);
	const agent = findAgent(fleet, requiredArgument(invocation, 0));
	await connected.client.send({type: 'message', agent: agent.id, text: invocation.args.slice(1).join(' ')});
	await invocation.note(`Sent to ${agent.id}. \`towline logs -f ${agent.story}\` shows its reply.`);
	return 0;
};
