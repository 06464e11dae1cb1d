import {runCommandLine} from './source/commands/command-line.ts';
import {createPrint, terminalOf} from './source/commands/standard-output.ts';

const exitCode = await runCommandLine(process.argv.slice(2), {
	cwd: process.cwd(),
	env: process.env,
	print: createPrint(process.stdout),
	printError: text => void process.stderr.write(`${text}\n`),
	terminal: terminalOf(process.stdout, process.env),
});

// What is still open, as a connection that is being closed, need not be waited for.
process.stdout.write('', () => process.exit(exitCode));
