import type {CommandHandler} from './invocation.ts';

/** A subcommand as data: the command line, `--help` and shell completion are made from it. */
export type CommandSpec = {
	readonly name: string;
	/** In commander's words: `<story>` must be given, `[story...]` may be. */
	readonly args?: string;
	/** One line, for the list of commands. */
	readonly summary: string;
	/** What else its own --help tells. */
	readonly details?: string;
	readonly options?: readonly (readonly [flags: string, description: string])[];
	/** What its arguments may be, besides stories: for completion. */
	readonly words?: readonly string[];
	readonly examples?: readonly string[];
	/** Not for people. */
	readonly isHidden?: boolean;
	/** Imports the command: only the one that is called is loaded. */
	readonly load: () => Promise<{readonly run: CommandHandler}>;
};

/** The long flags of a command, `--json`. */
export function flagsOf({options = []}: CommandSpec): readonly string[] {
	return options.flatMap(([flags]) => /--[a-z-]+/.exec(flags) ?? []);
}
