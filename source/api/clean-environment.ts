import path from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** What belongs to how Towline itself was started, or to an agent around it, and would mislead the agents inside. */
const dropped =
	/^(npm_.*|INIT_CWD|CLAUDECODE.*|CLAUDE_CODE_ENTRYPOINT|TOWLINE_RUN|NODE_CHANNEL_.*|NODE_COMPILE_CACHE)$/;

/** The few variables a supervisor lives with: what starts agents is sent by the commands that start them. */
const own = /^(HOME|PATH|LANG|LC_.*|TERM|USER|LOGNAME|SHELL|TMPDIR|XDG_STATE_HOME|TOWLINE_SOCKET|TOWLINE_DEBUG)$/;

/**
 * This person's environment as agents should get it: keys, `SSH_AUTH_SOCK` and `PATH`, less what npm, an agent around us
 * and our own installation added. `program` is our own main file, whose `node_modules/.bin` leaves the `PATH`.
 */
export function cleanEnvironment(env: Environment, program: string): Record<string, string> {
	return withoutOwnPath(
		pick(env, name => !dropped.test(name)),
		program,
	);
}

/** The supervisor's own environment: small, so that it is the same whoever starts it. */
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

/** `node_modules/.bin` of a folder that the program lies in, or npm's own helper folder. */
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
