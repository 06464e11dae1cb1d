// The manual page towline(1), made from the list of commands. The build writes it to dist/towline.1.
import {commandList, dashboardCommand} from '../source/commands/command-list.ts';
import type {CommandSpec} from '../source/commands/command-spec.ts';
import {globalOptions} from '../source/commands/global-options.ts';
import {version} from '../source/commands/version.ts';

type Option = readonly [flags: string, description: string];

/** The page in the language of man(7). */
export function toManPage(): string {
	const commands = commandList.filter(({isHidden}) => !isHidden);
	return `${[
		`.TH TOWLINE 1 "" "Towline ${version}" "Towline Manual"`,
		'.SH NAME',
		'towline \\- the terminal dashboard for a team of coding agents',
		'.SH SYNOPSIS',
		'.B towline',
		'[\\fIoptions\\fR] [\\fIcommand\\fR] [\\fIarguments\\fR]',
		'.SH DESCRIPTION',
		toRoff(
			'Each story of a repository goes to a coding agent in a terminal and a git worktree of its own. All of them are watched, answered, stopped and resumed from one live table. Without a command, towline opens that dashboard.',
		),
		'.SH OPTIONS',
		...[...(dashboardCommand.options ?? []), ...globalOptions].flatMap(toOption),
		'.SH COMMANDS',
		...commands.flatMap(toCommand),
		'.SH EXIT STATUS',
		toRoff('0 success, 1 failure, 2 wrong usage or configuration, 130 interrupted by Ctrl-C.'),
		'.SH FILES',
		...definition('towline.toml', 'The configuration; its folder is the project.'),
		...definition('stories/*.md', 'The stories.'),
		...definition('.towline/', 'State, logs and worktrees.'),
		'.SH SEE ALSO',
		toRoff('towline help <command>, and the documents in the docs folder of the package.'),
	].join('\n')}\n`;
}

function toCommand({name, args, summary, details, options = [], examples = []}: CommandSpec): readonly string[] {
	return [
		`.SS towline ${toRoff([name, args].filter(part => part !== undefined).join(' '))}`,
		toRoff(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.${details === undefined ? '' : ` ${details}`}`),
		...options.flatMap(toOption),
		...(examples.length > 0
			? ['.PP', 'Examples:', '.PP', '.nf', ...examples.map(text => `    ${toRoff(text)}`), '.fi']
			: []),
	];
}

function toOption([flags, description]: Option): readonly string[] {
	return definition(flags, `${description.charAt(0).toUpperCase()}${description.slice(1)}.`);
}

function definition(term: string, text: string): readonly string[] {
	return ['.TP', `.B ${toRoff(term)}`, toRoff(text)];
}

/** A backslash begins a command, and so does a dot or a quote at the beginning of a line. A plain `-` is a hyphen. */
function toRoff(text: string): string {
	return text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replace(/^([.'])/, '\\&$1');
}
