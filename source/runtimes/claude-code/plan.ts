import type {RateScope} from '../../core/fleet/rate-limit.ts';
import type {Environment, RunPlan, RunRequest} from '../runtime.ts';

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
			'--replay-user-messages',
			'--permission-prompt-tool',
			'stdio',
			'--thinking-display',
			'summarized',
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

/** The path of the program's configuration identifies the login. Some windows apply to one model only. */
export function rateScope(env: Environment, window: string | undefined): RateScope {
	const home = env.HOME ?? '';
	return {
		runtime: 'claude-code',
		credential: env.CLAUDE_CONFIG_DIR || `${home}/.claude`,
		model: /^(?:five_hour|seven_day)_(opus|sonnet|haiku|fable)/.exec(window ?? '')?.[1],
	};
}
