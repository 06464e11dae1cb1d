import {type CommandSpec, flagsOf} from '../command-spec.ts';

type Script = (specs: readonly CommandSpec[]) => string;

/** By shell: the script that completes commands, flags, fixed words and the stories of the project. */
export const completionScripts: ReadonlyMap<string, Script> = new Map([
	['bash', bashScript],
	['zsh', zshScript],
	['fish', fishScript],
]);

/** Run by the script at each Tab press, in the current folder. */
const listStories = 'towline completion stories 2>/dev/null';

function bashScript(specs: readonly CommandSpec[]): string {
	const lines = specs.map(spec => {
		const stories = takesStory(spec) ? ` $(${listStories})` : '';
		return `\t\t*:${spec.name}) words="${(spec.words ?? []).join(' ')}${stories}" flags="${allFlags(spec).join(' ')}" ;;`;
	});
	return [
		'# For ~/.bashrc: eval "$(towline completion bash)"',
		'_towline() {',
		'\tlocal current="$2" words="" flags="" word',
		'\tlocal -a list',
		`\tcase "$COMP_CWORD:\${COMP_WORDS[1]}" in`,
		`\t\t1:*) words="${specs.map(({name}) => name).join(' ')}" flags="--help --version" ;;`,
		...lines,
		'\tesac',
		'\t[[ $current == -* || -z $words ]] && words="$flags"',
		'\tCOMPREPLY=()',
		// Not `compgen -W`, which would execute a `$(...)` in a word; and quoted, because bash inserts it as it is.
		'\tread -r -d \'\' -a list <<< "$words"',
		`\tfor word in "\${list[@]}"; do`,
		`\t\t[[ $word == "$current"* ]] && COMPREPLY+=("$(printf %q "$word")")`,
		'\tdone',
		'}',
		'complete -F _towline towline',
	].join('\n');
}

function zshScript(specs: readonly CommandSpec[]): string {
	const names = specs.map(({name, summary}) => `\t\t\t${quote(`${name}:${summary.replaceAll(':', '\\:')}`)}`);
	const cases = specs.map(spec => {
		const stories = takesStory(spec) ? [`\${(f)"$(${listStories})"}`] : [];
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
			...(takesStory(spec) ? [`${after(spec.name)} -a '(${listStories})' -d story`] : []),
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

/** Single quotes for bash and zsh, where no character inside is special. */
function quote(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Single quotes for fish, where a backslash inside is special. */
function fishQuote(text: string): string {
	return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
