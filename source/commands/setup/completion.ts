import {TowlineError} from '../../core/errors.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {type CommandHandler, requiredArgument} from '../invocation.ts';
import {completionScripts} from './completion-scripts.ts';

/** `towline completion`: prints a completion script. */
export const run: CommandHandler = async invocation => {
	const shell = requiredArgument(invocation, 0);
	const script = completionScripts.get(shell);

	if (script === undefined) {
		throw new TowlineError('USAGE', `There is no completion script for "${toOneLine(shell)}".`, {
			hint: 'Use bash, zsh or fish.',
		});
	}

	await invocation.print(script);
	return 0;
};
