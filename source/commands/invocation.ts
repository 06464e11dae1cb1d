/** What a command is called with: nothing of it is global, so that tests can call a command as the shell does. */
export type Invocation = {
	/** Where the person stands; the project is found from here. */
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	/** What follows the command's name, options taken out. */
	readonly args: readonly string[];
	/** By long name without dashes, in camel case. */
	readonly options: Readonly<Record<string, unknown>>;
	/** A line, or several, on standard output; resolves once it is taken, so that a slow reader slows the writer. */
	readonly print: (text: string) => Promise<void>;
	/** A line on standard error. */
	readonly printError: (text: string) => void;
	/** The terminal that standard output is; `undefined` for a pipe or a file, where scripts read. */
	readonly terminal: Terminal | undefined;
};

export type Terminal = {readonly columns: number; readonly hasColor: boolean};

/** What the process exits with: 0 all well, 1 it failed, 2 usage or configuration, 130 after Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130;

export type CommandHandler = (invocation: Invocation) => Promise<ExitCode>;

/** An option that is a text; `undefined` when it was not given. */
export function textOption({options}: Invocation, name: string): string | undefined {
	const value = options[name];
	return typeof value === 'string' ? value : undefined;
}

/** The value of an argument that the command line has made sure of. */
export function requiredArgument({args}: Invocation, index: number): string {
	return args[index] ?? '';
}
