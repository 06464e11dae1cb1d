import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {runCommandLine} from '../../source/commands/command-line.ts';

/** A folder to stand in, and a command line to type; nothing of the test's own process is touched. */
export function createShell(env: Readonly<Record<string, string>> = {}) {
	const cwd = realpathSync(mkdtempSync(path.join(tmpdir(), 'towline-shell-')));
	return {
		cwd,
		/** Writes files, folders included. */
		write(files: Readonly<Record<string, string>>) {
			for (const [name, text] of Object.entries(files)) {
				mkdirSync(path.dirname(path.join(cwd, name)), {recursive: true});
				writeFileSync(path.join(cwd, name), text);
			}
		},
		/** What it printed, and what it would have exited with. */
		async type(...args: readonly string[]) {
			const output: string[] = [];
			const errors: string[] = [];
			const exitCode = await runCommandLine(args, {
				cwd,
				env: {PATH: process.env.PATH, TOWLINE_SOCKET: path.join(cwd, 'sockets/s.sock'), ...env},
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

/** The least configuration. */
export const simpleConfig = '[worktree]\nenabled = false\n\n[[agent]]\nname = "coder"\nruntime = "claude-code"\n';
