import {parseArgs} from 'node:util';

/** What the demo agent heeds of Claude Code's command line. Everything else is accepted and ignored. */
export type AgentArguments = {
	/** The session to continue. */
	readonly resume: string | undefined;
	/** The full name of the model. */
	readonly model: string;
	readonly permissionMode: string;
};

/** Reads a command line without the program's own name. Unknown flags are ignored, as are values of the wrong kind. */
export function parseAgentArguments(args: readonly string[]): AgentArguments {
	const {values} = parseArgs({
		args: [...args],
		options: {resume: {type: 'string'}, model: {type: 'string'}, 'permission-mode': {type: 'string'}},
		strict: false,
	});

	return {
		resume: toText(values.resume),
		model: toModelName(toText(values.model) ?? 'sonnet'),
		permissionMode: toText(values['permission-mode']) ?? 'default',
	};
}

function toText(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function toModelName(alias: string): string {
	return alias === 'opus' || alias === 'sonnet' ? `claude-${alias}-5-5` : alias;
}
