import path from 'node:path';
import {toOneLine} from '../../stream/sanitize.ts';
import {commandList} from '../command-list.ts';
import type {CommandHandler} from '../invocation.ts';
import {readState} from '../read/project-state.ts';
import {findCandidates} from './completion-candidates.ts';
import {readCompletionLine} from './completion-words.ts';

/**
 * `towline complete <shell> -- <word>...`: asked by the completion scripts at each Tab press, with the words after `towline` up
 * to the cursor. Prints one candidate a line, and a tab and its meaning for the shells that show it. Nothing on any error: a
 * message would end up in the middle of the user's command line.
 */
export const run: CommandHandler = async ({args, cwd, env, print}) => {
	const [shell, ...typed] = args;
	const {words, cut} = shell === 'bash' ? rejoin(typed) : {words: typed, cut: 0};
	const specs = commandList.filter(({isHidden}) => !isHidden);
	const line = readCompletionLine(words, specs);
	const project = {cwd: path.resolve(cwd, line.folder ?? ''), env};
	const candidates = await findCandidates(line, {
		specs,
		readState: () => readState(project).catch(() => undefined),
	}).catch(() => []);
	const lines = candidates.map(({value, description}) =>
		shell === 'bash' || description === '' ? value.slice(cut) : `${value}\t${toOneLine(description)}`,
	);
	await (lines.length > 0 && print(lines.join('\n')));
	return 0;
};

/**
 * bash splits words at `=` and `:` too, unless COMP_WORDBREAKS says otherwise: joins them again. It replaces only what stands
 * behind the last of them, so the first `cut` characters of a candidate are not repeated.
 */
function rejoin(typed: readonly string[]): {readonly words: readonly string[]; readonly cut: number} {
	const words: string[] = [];
	let isOpen = false;

	for (const word of typed) {
		const isBreak = /^[=:]+$/.test(word);

		if ((isBreak || isOpen) && words.length > 0) {
			words.push(`${words.pop() ?? ''}${word}`);
		} else {
			words.push(word);
		}

		isOpen = isBreak;
	}

	const last = typed.at(-1) ?? '';
	return {words, cut: (words.at(-1) ?? '').length - (isOpen ? 0 : last.length)};
}
