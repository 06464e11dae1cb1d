import {TowlineError} from '../core/errors.ts';
import {selectRows} from '../core/selectors.ts';
import {toOneLine} from '../stream/sanitize.ts';
import {commandList} from './command-list.ts';
import {type CommandSpec, flagsOf} from './command-spec.ts';
import {type CommandHandler, requiredArgument} from './invocation.ts';
import {readState} from './project-state.ts';

/** `towline completion`: a script for the shell; it asks `towline completion stories` for the names of stories. */
export const run: CommandHandler = async invocation => {
	const shell = requiredArgument(invocation, 0);

	if (shell === 'stories') {
		const {fleet} = await readState(invocation);
		await invocation.print(
			selectRows(fleet)
				.map(agent => agent.story)
				.join('\n'),
		);
		return 0;
	}

	const script = scripts.get(shell);

	if (!script) {
		throw new TowlineError('USAGE', `There is no completion for "${toOneLine(shell)}".`, {
			hint: 'Use bash, zsh or fish.',
		});
	}

	await invocation.print(script(commandList.filter(spec => !spec.isHidden)));
	return 0;
};

type Script = (specs: readonly CommandSpec[]) => string;

const scripts: ReadonlyMap<string, Script> = new Map([
	['bash', bashScript],
	['zsh', specs => `autoload -U +X bashcompinit && bashcompinit\n${bashScript(specs)}`],
	['fish', fishScript],
]);

function bashScript(specs: readonly CommandSpec[]): string {
	const cases = specs.map(spec => {
		const stories = takesStory(spec) ? ' $(towline completion stories 2>/dev/null)' : '';
		return `\t\t${spec.name}) words="${flagsOf(spec).join(' ')}${stories}" ;;`;
	});
	return [
		'# bash: eval "$(towline completion bash)"; zsh: eval "$(towline completion zsh)"',
		'_towline() {',
		`\tlocal current="\${COMP_WORDS[COMP_CWORD]}" words=""`,
		`\tcase "\${COMP_CWORD}:\${COMP_WORDS[1]}" in`,
		`\t\t1:*) words="${specs.map(({name}) => name).join(' ')} --help --version" ;;`,
		...cases.map(line => line.replace('\t\t', '\t\t*:')),
		'\tesac',
		'\tCOMPREPLY=($(compgen -W "$words" -- "$current"))',
		'}',
		'complete -F _towline towline',
	].join('\n');
}

function fishScript(specs: readonly CommandSpec[]): string {
	return [
		'# fish: towline completion fish | source',
		'complete -c towline -f',
		...specs.flatMap(spec => [
			`complete -c towline -n __fish_use_subcommand -a ${spec.name} -d ${quote(spec.summary)}`,
			...flagsOf(spec).map(
				flag => `complete -c towline -n '__fish_seen_subcommand_from ${spec.name}' -l ${flag.slice(2)}`,
			),
			...(takesStory(spec)
				? [`complete -c towline -n '__fish_seen_subcommand_from ${spec.name}' -a '(towline completion stories)'`]
				: []),
		]),
	].join('\n');
}

function takesStory({args = ''}: CommandSpec): boolean {
	return args.includes('story');
}

function quote(text: string): string {
	return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
