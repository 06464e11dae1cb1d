/**
 * Every stable code, with the exit status a command ends with: 2 is the person's usage or configuration, 1 the rest.
 * Codes go over the socket and into scripts: never rename one.
 */
const exitCodes = {
	USAGE: 2,
	CONFIG_MISSING: 2,
	CONFIG_INVALID: 2,
	STORY_INVALID: 2,
	STORY_ID_INVALID: 2,
	STORY_UNKNOWN: 2,
	AGENT_UNKNOWN: 2,
	RUN_UNKNOWN: 2,
	DEPENDENCY_CYCLE: 2,
	FILE_EXISTS: 2,
	NOT_TRUSTED: 2,
	ALREADY_LIVE: 1,
	NOT_LIVE: 1,
	NOT_ASKED: 1,
	SESSION_UNKNOWN: 1,
	SESSION_OPEN: 1,
	MESSAGE_REFUSED: 1,
	STILL_RUNNING: 1,
	SUPERVISOR_GONE: 1,
	SUPERVISOR_DOWN: 1,
	SUPERVISOR_HUNG: 1,
	SUPERVISOR_START_FAILED: 1,
	SUPERVISOR_EXISTS: 1,
	SUPERVISOR_BUSY: 1,
	PROTOCOL_MISMATCH: 1,
	SOCKET_FOLDER_UNSAFE: 1,
	FILE_UNSAFE: 1,
	STORE_FAILED: 1,
	STORE_BUSY: 1,
	DISK_FULL: 1,
	DISK_READ_ONLY: 1,
	LAUNCH_FAILED: 1,
	HOLDER_GONE: 1,
	HOLDER_BUSY: 1,
	HOLDER_PROTOCOL: 1,
	SPOOL_FAILED: 1,
	WORKTREE_FAILED: 1,
	WORKTREE_UNSAFE: 1,
	GIT_FAILED: 1,
	SERVICE_FAILED: 1,
	INTERNAL: 1,
} as const;

export type ErrorCode = keyof typeof exitCodes;

/** An error for a person: what happened and where, with a hint what to do. */
export class TowlineError extends Error {
	override readonly name = 'TowlineError';
	readonly code: ErrorCode;
	/** One sentence: what to do about it. */
	readonly hint: string | undefined;

	constructor(code: ErrorCode, message: string, options: {readonly hint?: string; readonly cause?: unknown} = {}) {
		super(message, options.cause === undefined ? undefined : {cause: options.cause});
		this.code = code;
		this.hint = options.hint;
	}

	/** What a command that failed with this exits with. */
	get exitCode(): 1 | 2 {
		return exitCodes[this.code];
	}
}

/** Whether a text from elsewhere is one of our codes. */
export function isErrorCode(text: string): text is ErrorCode {
	return Object.hasOwn(exitCodes, text);
}

/** The words of whatever was thrown. */
export function toMessage(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
