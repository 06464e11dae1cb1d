import type {CommandHandler} from '../invocation.ts';
import {init} from './init.ts';

/** `towline init`. */
export const run: CommandHandler = async ({cwd, print}) => {
	const exitCode = await init({cwd, print});
	return exitCode === 0 ? 0 : 1;
};
