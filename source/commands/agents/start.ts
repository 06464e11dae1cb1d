import {type CommandHandler, requiredArgument} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {findAgentOrStoryFile} from './find-agent.ts';

/** `towline start`: queues a run in a new session. It ignores a rate limit and a paused queue, because a person asked. */
export const run: CommandHandler = async invocation => {
	const state = await openProject(invocation);
	const agent = await findAgentOrStoryFile(state, requiredArgument(invocation, 0));
	await state.connected.client.send({type: 'start', agent: agent.id, isForced: true});
	await invocation.print(`${agent.id} is queued. \`towline logs -f ${agent.story}\` follows it.`);
	return 0;
};
