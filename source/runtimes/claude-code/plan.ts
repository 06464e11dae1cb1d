import type {RateScope} from '../../core/fleet/rate-limit.ts';
import type {Environment, Login, RunPlan, RunRequest} from '../runtime.ts';

/** The default program. */
export const program = 'claude';

/**
 * The command line of a run. The prompt is written to the FIFO instead, because an argument is limited to 128 KiB and
 * visible to all users in `ps`. `TOWLINE_CLAUDE_BIN` overrides a configured command.
 */
export function planRun(request: RunRequest): RunPlan {
	return {
		command: request.env.TOWLINE_CLAUDE_BIN || request.command || program,
		args: [
			'-p',
			'--input-format',
			'stream-json',
			'--output-format',
			'stream-json',
			'--verbose',
			'--include-partial-messages',
			'--include-hook-events',
			'--replay-user-messages',
			'--permission-prompt-tool',
			'stdio',
			'--thinking-display',
			'summarized',
			'--name',
			request.name,
			...(request.permissionMode === undefined ? [] : ['--permission-mode', request.permissionMode]),
			...(request.maxTurns === undefined ? [] : ['--max-turns', String(request.maxTurns)]),
			// One word, so that an id that begins with "-" is not parsed as an option.
			...(request.session === undefined ? [] : [`--resume=${request.session}`]),
			...request.args,
		],
		setEnv: {CLAUDE_CODE_EMIT_SESSION_STATE_EVENTS: '1', NO_COLOR: '1'},
		// Set if Towline was started by the program, which would then believe that it runs inside that session.
		unsetEnv: ['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT'],
		input: 'frames',
	};
}

/** Each of these replaces the login in the program's folder. */
const secretNames = ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'] as const;

/** A token in the environment, otherwise the login in the program's configuration folder. */
export function loginOf(env: Environment): Login | undefined {
	const secrets = secretNames.map(name => env[name] ?? '');

	if (secrets.some(secret => secret !== '')) {
		return {kind: 'secret', secret: secrets.join('\0')};
	}

	const folder = configFolder(env);
	return folder === undefined ? undefined : {kind: 'folder', folder};
}

/** The folder with the program's settings, login and sessions. */
export function configFolder({CLAUDE_CONFIG_DIR, HOME}: Environment): string | undefined {
	return CLAUDE_CONFIG_DIR || (HOME ? `${HOME}/.claude` : undefined);
}

/** What a window's limit applies to: the login, and for some windows one model. */
export function rateScope(credential: string, window: string | undefined): RateScope {
	return {
		runtime: 'claude-code',
		credential,
		model: /^(?:five_hour|seven_day)_(opus|sonnet|haiku|fable)/.exec(window ?? '')?.[1],
	};
}
