import {type CommandSpec, flagsOf} from '../command-spec.ts';

type Script = (specs: readonly CommandSpec[]) => string;

/** What makes a shell complete towline's commands, their flags, their words and the project's stories; by shell. */
export const completionScripts: ReadonlyMap<string, Script> = new Map([
	['bash', bashScript],
	['zsh', zshScript],
	['fish', fishScript],
]);

/** Asked at each Tab, in the project that the person stands in. */
const askStories = 'towline completion stories 2>/dev/null';

function bashScript(specs: readonly CommandSpec[]): string {
	const lines = specs.map(spec => {
		const stories = takesStory(spec) ? ` $(${askStories})` : '';
		return `\t\t*:${spec.name}) words="${(spec.words ?? []).join(' ')}${stories}" flags="${allFlags(spec).join(' ')}" ;;`;
	});
	return [
		'# For ~/.bashrc: eval "$(towline completion bash)"',
		'_towline() {',
		'\tlocal current="$2" words="" flags=""',
		`\tcase "$COMP_CWORD:\${COMP_WORDS[1]}" in`,
		`\t\t1:*) words="${specs.map(({name}) => name).join(' ')}" flags="--help --version" ;;`,
		...lines,
		'\tesac',
		'\t[[ $current == -* || -z $words ]] && words="$flags"',
		'\tCOMPREPLY=($(compgen -W "$words" -- "$current"))',
		'}',
		'complete -F _towline towline',
	].join('\n');
}

function zshScript(specs: readonly CommandSpec[]): string {
	const names = specs.map(({name, summary}) => `\t\t\t${quote(`${name}:${summary.replaceAll(':', '\\:')}`)}`);
	const cases = specs.map(spec => {
		const stories = takesStory(spec) ? [`\${(f)"$(${askStories})"}`] : [];
		const candidates = [...(spec.words ?? []).map(quote), ...stories].join(' ');
		return `\t\t${spec.name}) candidates=(${candidates}) flags=(${allFlags(spec).map(quote).join(' ')}) ;;`;
	});
	return [
		'# For ~/.zshrc: eval "$(towline completion zsh)"',
		'(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }',
		'_towline() {',
		'\tlocal -a candidates flags',
		'\tif (( CURRENT == 2 )); then',
		'\t\tcandidates=(',
		...names,
		'\t\t)',
		"\t\t_describe 'command' candidates",
		'\t\treturn',
		'\tfi',
		'\tcase $words[2] in',
		...cases,
		'\tesac',
		`\t[[ $PREFIX == -* ]] || (( ! \${#candidates} )) && candidates=($flags)`,
		'\tcompadd -- $candidates',
		'}',
		'compdef _towline towline',
	].join('\n');
}

function fishScript(specs: readonly CommandSpec[]): string {
	const after = (name: string) => `complete -c towline -n '__towline_after ${name}'`;
	return [
		'# For ~/.config/fish/config.fish: towline completion fish | source',
		'function __towline_after',
		'\tset -l typed (commandline -opc)',
		'\ttest "$typed[2]" = "$argv[1]"',
		'end',
		'complete -c towline -f',
		...specs.flatMap(spec => [
			`complete -c towline -n '__towline_after ""' -a ${spec.name} -d ${fishQuote(spec.summary)}`,
			...(spec.options ?? []).flatMap(([flags, summary]) => fishOption(flags, summary, after(spec.name))),
			...(spec.words ? [`${after(spec.name)} -a ${quote(spec.words.join(' '))}`] : []),
			...(takesStory(spec) ? [`${after(spec.name)} -a '(${askStories})' -d story`] : []),
		]),
	].join('\n');
}

function fishOption(flags: string, summary: string, beginning: string): readonly string[] {
	const long = /--([a-z-]+)/.exec(flags)?.[1];
	const short = /^-([a-z]),/.exec(flags)?.[1];
	const value = flags.includes('<') ? ' -r' : '';
	return long ? [`${beginning} -l ${long}${short ? ` -s ${short}` : ''}${value} -d ${fishQuote(summary)}`] : [];
}

function allFlags(spec: CommandSpec): readonly string[] {
	return [...flagsOf(spec), '--help'];
}

function takesStory({args = ''}: CommandSpec): boolean {
	return args.includes('story');
}

/** For bash and zsh, where nothing is special inside. */
function quote(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** In fish a backslash is special there too. */
function fishQuote(text: string): string {
	return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
