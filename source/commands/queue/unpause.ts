import type {CommandHandler} from '../invocation.ts';
import {openProject} from '../read/project-state.ts';

/** `towline unpause`: queued runs may start again. */
export const run: CommandHandler = async invocation => {
	const {connected} = await openProject(invocation);
	await connected.client.send({type: 'unpause'});
	await invocation.note('The queue is no longer paused.');
	return 0;
};
