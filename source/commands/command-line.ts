import {Command, CommanderError} from 'commander';
import {TowlineError} from '../core/errors.ts';
import {stripAllButColors, toOneLine} from '../stream/sanitize.ts';
import {commandList, dashboardCommand} from './command-list.ts';
import type {CommandSpec} from './command-spec.ts';
import {didYouMean} from './did-you-mean.ts';
import {toFailure, toStackTrace} from './failure.ts';
import {applyGlobalOptions, globalOptions, type Shell} from './global-options.ts';
import type {ExitCode} from './invocation.ts';
import {version} from './version.ts';

/** Runs the command that `args` name and returns the exit code. Every failure is one line on standard error. */
export async function runCommandLine(args: readonly string[], given: Shell): Promise<ExitCode> {
	const shell = withSafeOutput(given);
	const call: Call = async (spec, rest, options) => {
		const {run} = await spec.load();
		return run({...applyGlobalOptions(shell, options), args: rest, options});
	};

	try {
		return await parse(args, shell, call);
	} catch (error) {
		if (error instanceof CommanderError) {
			return refuseUsage(error, shell, args);
		}

		const failure = toFailure(error);
		shell.printError(failure.line);

		if (shell.env.TOWLINE_DEBUG || args.includes('--verbose')) {
			shell.printError(toStackTrace(error));
		}

		return failure.exitCode;
	}
}

/**
 * The last step before the terminal: whatever a command prints, and wherever it read that, nothing but our own colours can make
 * the terminal act. Texts are cut and put on one line where they are formatted; this is for what was forgotten there.
 */
function withSafeOutput(shell: Shell): Shell {
	return {
		...shell,
		print: text => shell.print(stripAllButColors(text)),
		printError: text => shell.printError(stripAllButColors(text)),
	};
}

type Call = (
	spec: CommandSpec,
	args: readonly string[],
	options: Readonly<Record<string, unknown>>,
) => Promise<ExitCode>;

async function parse(args: readonly string[], {print}: Shell, call: Call): Promise<ExitCode> {
	let exitCode: ExitCode = 0;
	const printed: string[] = [];
	const program = createProgram(async (...called) => {
		exitCode = await call(...called);
	}, printed);

	try {
		await program.parseAsync(args, {from: 'user'});
	} finally {
		if (printed.length > 0) {
			await print(printed.join('').trimEnd());
		}
	}

	return exitCode;
}

/** `printed` collects what commander prints: the help and the version. */
function createProgram(call: (...called: Parameters<Call>) => Promise<void>, printed: string[]): Command {
	const program = new Command('towline')
		.description('The terminal dashboard for a team of coding agents.')
		.version(version)
		.exitOverride()
		.configureOutput({writeOut: text => printed.push(text), writeErr: () => {}})
		.helpCommand(false) // One of our own, which is listed and completed like the others.
		.configureHelp({subcommandTerm: command => command.name()})
		.addHelpText('after', afterHelp)
		.enablePositionalOptions()
		.allowExcessArguments()
		.action(() =>
			program.args[0] === undefined ? call(dashboardCommand, [], program.opts()) : refuseCommand(program.args[0]),
		);

	for (const [flags, description] of [...(dashboardCommand.options ?? []), ...globalOptions]) {
		program.option(flags, description);
	}

	for (const spec of commandList) {
		addCommand(program, spec, call);
	}

	return program;
}

const afterHelp = `
Without a command, \`towline\` opens the dashboard. \`towline help <command>\` describes a command.
Exit codes: 0 success, 1 failure, 2 wrong usage or configuration, 130 interrupted by Ctrl-C.`;

function addCommand(program: Command, spec: CommandSpec, call: (...called: Parameters<Call>) => Promise<void>): void {
	const {name, args, summary, details, options = [], examples = [], isHidden = false} = spec;
	const command = program
		.command(args ? `${name} ${args}` : name, {hidden: isHidden})
		.allowExcessArguments(false)
		.summary(summary)
		.description(details === undefined ? toSentence(summary) : `${toSentence(summary)} ${details}`)
		.action(() => call(spec, command.args, {...optionsBefore(program, spec), ...command.opts()}));

	for (const [flags, description] of options) {
		command.option(flags, description);
	}

	for (const [flags, description] of globalOptions) {
		command.addOption(command.createOption(flags, description).hideHelp());
	}

	command.addHelpText(
		'after',
		'\nEvery command also takes -C, --color, --no-color, --quiet and --verbose: see `towline --help`.',
	);

	if (examples.length > 0) {
		command.addHelpText('after', `\nExamples:\n${examples.map(example => `  ${example}`).join('\n')}`);
	}
}

/** The options before the command's name. Those of the dashboard, which needs no name, have no meaning for another command. */
function optionsBefore(program: Command, {name}: CommandSpec): Readonly<Record<string, unknown>> {
	if (name !== dashboardCommand.name && program.opts().fps !== undefined) {
		throw new TowlineError('USAGE', `--fps belongs to the dashboard, not to ${name}.`);
	}

	return program.opts();
}

/** The help of a command, or of all without a name. Throws `USAGE` if there is no such command. */
export function formatHelp(name: string | undefined): string {
	const printed: string[] = [];
	const program = createProgram(async () => {}, printed);
	const command = name === undefined ? program : program.commands.find(each => each.name() === name);
	(command ?? refuseCommand(name ?? '')).outputHelp();
	return printed.join('').trimEnd();
}

function toSentence(summary: string): string {
	return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function refuseCommand(name: string): never {
	const names = commandList.filter(({isHidden}) => !isHidden).map(spec => spec.name);
	const hint = [didYouMean(name, names), '`towline --help` lists the commands.'].filter(Boolean).join(' ');
	throw new TowlineError('USAGE', `There is no command "${toOneLine(name)}".`, {hint});
}

/** Prints a usage error. Commander also throws after `--help` and `--version`, with exit code 0. */
function refuseUsage(error: CommanderError, {printError}: Shell, args: readonly string[]): ExitCode {
	if (error.exitCode === 0) {
		return 0;
	}

	const message = toOneLine(error.message.replace(/^error: /, ''));
	const command = commandList.find(({name}) => name === args[0]);
	const help = command ? `towline ${command.name} --help` : 'towline --help';
	printError(`towline: ${/[.)]$/.test(message) ? message : `${message}.`} \`${help}\` shows the usage.`);
	return 2;
}
