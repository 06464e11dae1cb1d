import type {CommandHandler} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';

/** `towline pause`: starts no more runs; running agents continue. */
export const run: CommandHandler = async invocation => {
	const {connected} = await openProject(invocation);
	await connected.client.send({type: 'pause'});
	await invocation.note('The queue is paused; running agents continue. `towline unpause` resumes it.');
	return 0;
};
