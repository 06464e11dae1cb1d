import {whyNot} from '../../core/commands/why-not.ts';
import type {CommandHandler, ExitCode} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';
import {actOn, findEach, worstOf} from './each-agent.ts';
import {findAgent} from './find-agent.ts';

/** `towline interrupt`: ends the turns of agents; they wait for a message, with their sessions open. */
export const run: CommandHandler = async invocation => {
	const {fleet, connected} = await openProject(invocation);
	const agents = await findEach(invocation.args, name => findAgent(fleet, name));
	const exitCodes: ExitCode[] = [];

	for (const agent of agents) {
		exitCodes.push(
			await actOn(invocation, async () => {
				const command = {type: 'interrupt', agent: agent.id} as const;
				const reason = whyNot(command, agent, fleet);
				await connected.client.send(command);
				await invocation.note(
					reason?.kind === 'nothing-to-do'
						? reason.message
						: `Interrupted ${agent.id}. \`towline message ${agent.story} "..."\` begins its next turn.`,
				);
			}),
		);
	}

	return worstOf(exitCodes);
};
