import {formatHelp} from '../command-line.ts';
import type {CommandHandler} from '../invocation.ts';

/** `towline help [command]`: the same as `towline [command] --help`. */
export const run: CommandHandler = async ({args, print}) => {
	await print(formatHelp(args[0]));
	return 0;
};
