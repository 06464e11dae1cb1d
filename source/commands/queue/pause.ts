import type {CommandHandler} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';

/** `towline pause`: what runs goes on, and nothing more is started. */
export const run: CommandHandler = async invocation => {
	const {connected} = await openProject(invocation);
	await connected.client.send({type: 'pause'});
	await invocation.print('The queue is paused; what runs goes on. `towline unpause` lets it go on.');
	return 0;
};
