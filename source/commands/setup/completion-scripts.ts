/**
 * By shell: the script that completes `towline`. All of them ask `towline complete` at each Tab press, in the current folder, and
 * only show what it answers. Names reach the shell as data: nothing of them is evaluated, and what is inserted is quoted.
 */
export const completionScripts: ReadonlyMap<string, string> = new Map([
	[
		'bash',
		`# For ~/.bashrc: eval "$(towline completion bash)"
_towline() {
	local word
	COMPREPLY=()
	# Quoted, because bash inserts it as it is.
	while IFS= read -r word; do
		COMPREPLY+=("$(printf %q "$word")")
	done < <(towline complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _towline towline`,
	],
	[
		'zsh',
		`# For ~/.zshrc: eval "$(towline completion zsh)"
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
_towline() {
	local line tab=$'\\t'
	local -a values shown
	for line in "\${(@f)$(towline complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
		[[ -n $line ]] || continue
		values+=("\${line%%$tab*}")
		shown+=("\${line/$tab/  -- }")
	done
	compadd -l -d shown -- "\${values[@]}"
}
compdef _towline towline`,
	],
	[
		'fish',
		`# For ~/.config/fish/config.fish: towline completion fish | source
function __towline_candidates
	set -l typed (commandline -opc)
	set -e typed[1]
	set -l current (commandline -ct)
	towline complete fish -- $typed "$current" 2>/dev/null
end
complete -c towline -f -a '(__towline_candidates)'`,
	],
]);
