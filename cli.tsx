import {runCommandLine} from './source/commands/command-line.ts';
import {createPrint, terminalOf} from './source/commands/standard-output.ts';

const exitCode = await runCommandLine(process.argv.slice(2), {
	cwd: currentFolder(),
	env: process.env,
	print: createPrint(process.stdout),
	printError: text => void process.stderr.write(`${text}\n`),
	...(process.stdout.isTTY ? {clearScreen: () => void process.stdout.write('\u001B[H\u001B[2J')} : {}),
	terminal: terminalOf(process.stdout, process.env),
});

/** The folder may have been deleted under the shell. */
function currentFolder(): string {
	try {
		return process.cwd();
	} catch {
		process.stderr.write('towline: The current folder no longer exists. Change to another one.\n');
		process.exit(2);
	}
}

// Exit once the output is written; do not wait for connections that are still closing.
process.stdout.write('', () => process.exit(exitCode));
