import type {CommandHandler, ExitCode} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {actOn, findEach, worstOf} from './each-agent.ts';
import {findAgentOrStoryFile} from './find-agent.ts';

/** `towline start`: queues runs in new sessions. It ignores a rate limit and a paused queue, because a person asked. */
export const run: CommandHandler = async invocation => {
	const state = await openProject(invocation);
	const agents = await findEach(invocation.args, name => findAgentOrStoryFile(state, name));
	const exitCodes: ExitCode[] = [];

	for (const agent of agents) {
		exitCodes.push(
			await actOn(invocation, async () => {
				await state.connected.client.send({type: 'start', agent: agent.id, isForced: true});
				await invocation.note(`${agent.id} is queued. \`towline logs -f ${agent.story}\` follows it.`);
			}),
		);
	}

	return worstOf(exitCodes);
};
