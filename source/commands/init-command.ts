import {init} from './init.ts';
import type {CommandHandler} from './invocation.ts';

/** `towline init`. */
export const run: CommandHandler = async ({cwd, print}) => {
	const exitCode = await init({cwd, print});
	return exitCode === 0 ? 0 : 1;
};
