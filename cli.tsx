import {Command, CommanderError} from 'commander';
import {commandList, dashboardCommand} from './source/commands/command-list.ts';
import type {CommandSpec} from './source/commands/command-spec.ts';
import {toFailure} from './source/commands/failure.ts';
import type {ExitCode} from './source/commands/invocation.ts';
import {createPrint, terminalOf} from './source/commands/standard-output.ts';
import {version} from './source/commands/version.ts';
import {TowlineError} from './source/core/errors.ts';

const print = createPrint(process.stdout);
let exitCode: ExitCode = 0;

const program = new Command('towline')
	.description('The terminal dashboard for a team of coding agents.')
	.version(version)
	.exitOverride()
	.configureOutput({writeErr: () => {}})
	.helpCommand(false)
	.addHelpText('after', '\nWithout a command, `towline` opens the dashboard. Every command has its own --help.')
	.allowExcessArguments()
	.action(() => (program.args[0] === undefined ? call(dashboardCommand, [], {}) : refuseCommand(program.args[0])));

for (const spec of commandList) {
	add(spec);
}

try {
	await program.parseAsync();
} catch (error) {
	exitCode = error instanceof CommanderError ? refuseUsage(error) : fail(error);
}

// What is still open, as a connection that is being closed, need not be waited for.
process.stdout.write('', () => process.exit(exitCode));

function add({examples = [], ...spec}: CommandSpec): void {
	const command = program
		.command(`${spec.name}${spec.args ? ` ${spec.args}` : ''}`, {hidden: spec.isHidden ?? false})
		.description(spec.summary)
		.action(() => call(spec, command.args, command.opts()));

	for (const [flags, description] of spec.options ?? []) {
		command.option(flags, description);
	}

	if (examples.length > 0) {
		command.addHelpText('after', `\n${examples.map(example => `  ${example}`).join('\n')}`);
	}
}

function refuseCommand(name: string): never {
	throw new TowlineError('USAGE', `There is no command "${name}".`, {hint: '`towline --help` lists them.'});
}

async function call(spec: CommandSpec, args: readonly string[], options: Record<string, unknown>): Promise<void> {
	const {run} = await spec.load();
	const terminal = terminalOf(process.stdout, process.env);
	exitCode = await run({cwd: process.cwd(), env: process.env, args, options, print, terminal});
}

/** Commander ends `--help` and `--version` in the same way; those are no failures. */
function refuseUsage(error: CommanderError): ExitCode {
	if (error.exitCode === 0) {
		return 0;
	}

	const message = error.message.replace(/^error: /, '').replaceAll(/\s+/g, ' ');
	process.stderr.write(
		`towline: ${/[.)]$/.test(message) ? message : `${message}.`} \`towline --help\` shows what there is.\n`,
	);
	return 2;
}

function fail(error: unknown): ExitCode {
	const {line, exitCode} = toFailure(error);
	process.stderr.write(`${line}\n`);

	if (process.env.TOWLINE_DEBUG) {
		console.error(error);
	}

	return exitCode;
}
