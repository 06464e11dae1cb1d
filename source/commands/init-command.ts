import {init} from './init.ts';
import type {CommandHandler} from './invocation.ts';

/** `towline init`. */
export const run: CommandHandler = async ({cwd, print}) => {
	await init({cwd, print});
	return 0;
};
