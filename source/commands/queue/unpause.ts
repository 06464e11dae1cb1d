import type {CommandHandler} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';

/** `towline unpause`: what is queued may start again. */
export const run: CommandHandler = async invocation => {
	const {connected} = await openProject(invocation);
	await connected.client.send({type: 'unpause'});
	await invocation.print('The queue goes on.');
	return 0;
};
