import type {CommandHandler} from './invocation.ts';

/** Describes a subcommand. The command line, `--help` and shell completion are generated from it. */
export type CommandSpec = {
	readonly name: string;
	/** In commander's syntax: `<story>` is required, `[story...]` optional and repeatable. */
	readonly args?: string;
	/** One line for the list of commands, in lower case and without a full stop. */
	readonly summary: string;
	/** More sentences for the command's own `--help`. */
	readonly details?: string;
	readonly options?: readonly (readonly [flags: string, description: string])[];
	/** Fixed words that the arguments may take, for completion. */
	readonly words?: readonly string[];
	/** Fixed words that the value of its option may take, for completion. */
	readonly valueWords?: readonly string[];
	readonly examples?: readonly string[];
	/** Left out of `--help` and completion. */
	readonly isHidden?: boolean;
	/** Imports the implementation, so that only the command that runs is loaded. */
	readonly load: () => Promise<{readonly run: CommandHandler}>;
};

/** The long flags of a command, such as `--json`. */
export function flagsOf({options = []}: CommandSpec): readonly string[] {
	return options.flatMap(([flags]) => /--[a-z-]+/.exec(flags) ?? []);
}
