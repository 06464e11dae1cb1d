import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables set by npm, by Node or by an agent that runs Towline; they would mislead the agents that Towline starts. */
const dropped =
	/^(npm_.*|INIT_CWD|CLAUDECODE.*|CLAUDE_CODE_ENTRYPOINT|TOWLINE_RUN|NODE_CHANNEL_.*|NODE_COMPILE_CACHE)$/;

/** The variables that a supervisor keeps; commands send the environment of the agents they start. */
const own = /^(HOME|PATH|LANG|LC_.*|TERM|USER|LOGNAME|SHELL|TMPDIR|XDG_STATE_HOME|TOWLINE_SOCKET|TOWLINE_DEBUG)$/;

/**
 * The user's environment for agents: everything except what npm, Node or a surrounding agent has added. `program` is our own
 * main file; the `node_modules/.bin` of its folder is removed from `PATH`.
 */
export function cleanEnvironment(env: Environment, program: string): Record<string, string> {
	return withoutOwnPath(
		pick(env, name => !dropped.test(name)),
		program,
	);
}

/** The supervisor's own environment: small, so that it does not depend on the command that starts it. */
export function supervisorEnvironment(env: Environment, program: string): Record<string, string> {
	return withoutOwnPath(
		pick(env, name => own.test(name)),
		program,
	);
}

function pick(env: Environment, isWanted: (name: string) => boolean): Record<string, string> {
	const picked: Record<string, string> = {};

	for (const [name, value] of Object.entries(env)) {
		if (value !== undefined && isWanted(name)) {
			picked[name] = value;
		}
	}

	return picked;
}

function withoutOwnPath(env: Record<string, string>, program: string): Record<string, string> {
	const {PATH} = env;

	if (PATH === undefined) {
		return env;
	}

	const kept = PATH.split(path.delimiter).filter(entry => !isOwnFolder(entry, program));
	return {...env, PATH: kept.join(path.delimiter)};
}

/** Whether a PATH entry is the `node_modules/.bin` of a folder that contains the program, or npm's own helper folder. */
function isOwnFolder(entry: string, program: string): boolean {
	const modules = path.dirname(entry);

	if (path.basename(entry) === 'node-gyp-bin') {
		return true;
	}

	return (
		path.basename(entry) === '.bin' &&
		path.basename(modules) === 'node_modules' &&
		program.startsWith(path.dirname(modules) + path.sep)
	);
}
