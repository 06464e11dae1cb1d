import {TowlineError} from '../../core/errors.ts';
import {selectRows} from '../../core/fleet/selectors.ts';
import {storyIdProblem} from '../../core/ids.ts';
import {toOneLine} from '../../stream/sanitize.ts';
import {commandList} from '../command-list.ts';
import {type CommandHandler, type Invocation, requiredArgument} from '../invocation.ts';
import {readState} from '../read/project-state.ts';
import {completionScripts} from './completion-scripts.ts';

/** `towline completion`: prints a completion script. The script calls `towline completion stories` for the story ids. */
export const run: CommandHandler = async invocation => {
	const shell = requiredArgument(invocation, 0);

	if (shell === 'stories') {
		await invocation.print((await readStories(invocation)).join('\n'));
		return 0;
	}

	const script = completionScripts.get(shell);

	if (!script) {
		throw new TowlineError('USAGE', `There is no completion script for "${toOneLine(shell)}".`, {
			hint: 'Use bash, zsh or fish.',
		});
	}

	await invocation.print(script(commandList.filter(spec => !spec.isHidden)));
	return 0;
};

/** Only valid ids, because a shell gets them. Empty on any error: a message would end up in the middle of the user's command line. */
async function readStories(invocation: Invocation): Promise<readonly string[]> {
	const state = await readState(invocation).catch(() => undefined);
	const stories = state ? selectRows(state.fleet).map(({story}) => story) : [];
	return [...new Set(stories.filter(story => storyIdProblem(story) === undefined))];
}
