/** The input of a command. It reads no global state, so that tests can run commands like a shell. */
export type Invocation = {
	/** Current folder; the search for `towline.toml` starts here. */
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	/** The arguments after the command's name, without options. */
	readonly args: readonly string[];
	/** Option values by long name in camel case, without dashes. */
	readonly options: Readonly<Record<string, unknown>>;
	/** Prints lines to standard output. Resolves when they are written, so that a slow reader slows the command. */
	readonly print: (text: string) => Promise<void>;
	/** Prints a confirmation of what the command did; nothing with `--quiet`. */
	readonly note: (text: string) => Promise<void>;
	/** Prints to standard error what the command uses, with `--verbose`. */
	readonly detail: (text: string) => void;
	/** Prints a line to standard error. */
	readonly printError: (text: string) => void;
	/** Clears the terminal, if there is one. */
	readonly clearScreen?: () => void;
	/** The terminal behind standard output; `undefined` if it is a pipe or a file, unless colours are asked for. */
	readonly terminal: Terminal | undefined;
};

/** How output looks: width in columns, and whether colours may be used. */
export type Terminal = {
	readonly columns: number;
	readonly hasColor: boolean;
	/** It only looks so: colours were asked for in a pipe or a file. */
	readonly isPipe?: boolean;
};

/** Whether there is a person to show a screen to and to ask. */
export function isInteractive({terminal}: Pick<Invocation, 'terminal'>): boolean {
	return terminal !== undefined && !terminal.isPipe && process.stdin.isTTY;
}

/** 0 success, 1 failure, 2 wrong usage or configuration, 130 interrupted by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130;

/** The implementation of a command. Throws `TowlineError` for failures that the user can act on. */
export type CommandHandler = (invocation: Invocation) => Promise<ExitCode>;

/** The text value of an option; `undefined` if it was not given. */
export function textOption({options}: Invocation, name: string): string | undefined {
	const value = options[name];
	return typeof value === 'string' ? value : undefined;
}

/** An argument that the command line parser has required; never missing in practice. */
export function requiredArgument({args}: Invocation, index: number): string {
	return args[index] ?? '';
}
