import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {runCommandLine} from '../../source/commands/command-line.ts';

/** Runs command lines in a temporary folder, without touching the test's own process. */
export function createShell(env: Readonly<Record<string, string>> = {}) {
	const cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-shell-')));
	return {
		cwd,
		/** Writes files and the folders they need. */
		write(files: Readonly<Record<string, string>>) {
			for (const [name, text] of Object.entries(files)) {
				mkdirSync(path.dirname(path.join(cwd, name)), {recursive: true});
				writeFileSync(path.join(cwd, name), text);
			}
		},
		/** Runs a command line; returns what it printed and its exit code. */
		async type(...args: readonly string[]) {
			const output: string[] = [];
			const errors: string[] = [];
			const exitCode = await runCommandLine(args, {
				cwd,
				env: {PATH: process.env.PATH, TOWLINE_SOCKET: path.join(cwd, 'sockets/s.sock'), HOME: cwd, ...env},
				print: async text => void output.push(text),
				printError: text => errors.push(text),
				terminal: undefined,
			});
			return {exitCode, output: output.join('\n'), errors: errors.join('\n')};
		},
		[Symbol.dispose]() {
			rmSync(cwd, {recursive: true, force: true});
		},
	};
}

/** The smallest valid configuration. */
export const simpleConfig = '[worktree]\nenabled = false\n\n[[agent]]\nname = "coder"\nruntime = "claude-code"\n';
