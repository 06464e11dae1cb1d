import {type CommandHandler, requiredArgument} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {findAgent} from './find-agent.ts';

/** `towline message`: says something to an agent that runs. */
export const run: CommandHandler = async invocation => {
	const {fleet, connected} = await openProject(invocation);
	const agent = findAgent(fleet, requiredArgument(invocation, 0));
	await connected.client.send({type: 'message', agent: agent.id, text: invocation.args.slice(1).join(' ')});
	await invocation.print(`${agent.id} is told. \`towline logs -f ${agent.story}\` shows what it makes of it.`);
	return 0;
};
