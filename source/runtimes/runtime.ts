import type {RunEvent} from '../core/fleet/agent-event.ts';
import type {Permission, PermissionDecision} from '../core/fleet/permission.ts';
import type {SessionId} from '../core/ids.ts';
import type {PriceOf} from '../core/money/prices.ts';
import type {Line} from '../stream/parse-frame.ts';
import type {KnownVersions} from './program-version.ts';

/** The environment of a run: names to values. */
export type Environment = Readonly<Record<string, string>>;

/** How to run an agent program, independent of the program. */
export type RunRequest = {
	/** The session to continue; `undefined` for a fresh one. */
	readonly session: SessionId | undefined;
	/** The configured program; `undefined` for the runtime's default. */
	readonly command: string | undefined;
	readonly args: readonly string[];
	readonly permissionMode: string | undefined;
	readonly maxTurns: number | undefined;
	/** The first prompt. A runtime with an input channel writes it there, others pass it as an argument. */
	readonly prompt: string;
	/** The name under which the program lists the session. Begins with a letter or digit. */
	readonly name: string;
	/** The environment of the command, for overrides such as `TOWLINE_CLAUDE_BIN`. */
	readonly env: Environment;
	/** Identifies the login whose rate limits apply; never contains a secret. */
	readonly credential: string;
};

/** The login that an environment selects. */
export type Login =
	/** A token or key. It is hashed before it is used as a name. */
	| {readonly kind: 'secret'; readonly secret: string}
	/** The folder in which the program keeps its login. */
	| {readonly kind: 'folder'; readonly folder: string};

/** A session that a process of the program has open. */
export type OpenSession = {
	readonly session: string;
	readonly pid: number;
	/** When the process started, in clock ticks since the boot; `undefined` if the program does not say. */
	readonly startTicks: string | undefined;
};

/** Where a program lists the sessions that its processes have open: a folder with one JSON file for each process. */
export type OpenSessionList = {
	readonly folder: string;
	/** Reads one file; `undefined` if it is not about a session. A file can outlive its process. */
	read(text: string): OpenSession | undefined;
};

/** A command line, and how to write to it. */
export type RunPlan = {
	readonly command: string;
	readonly args: readonly string[];
	readonly setEnv: Environment;
	readonly unsetEnv: readonly string[];
	/** `frames`: stdin is a FIFO that a `Dialog` writes to. `none`: stdin is empty and everything is in the arguments. */
	readonly input: 'frames' | 'none';
};

/**
 * Converts the lines of one run to events. Keeps state between frames; has no clock and does no I/O. Never throws: what an
 * agent does wrong is an event.
 */
export type Translator = {
	translate(line: Line): readonly RunEvent[];
	/** The output has ended: returns the events that are still buffered. */
	finish(): readonly RunEvent[];
};

/** Formats what is written to a running agent. Each function returns complete lines, newline included. */
export type Dialog = {
	/** Written first. */
	open(): string;
	/** The prompt or a message. `messageId` comes back in `message-delivered`; a session ignores an id that it has seen. */
	say(messageId: string, text: string): string;
	/** Stops the turn; the program still reports its cost. */
	interrupt(): string;
	answer(permission: Permission, decision: PermissionDecision): string;
	/** Tells the program that a request of it cannot be answered. */
	refuse(requestId: string, reason: string): string;
};

/** Support for one agent program: its command line and its frames. */
export type Runtime = {
	/** Its name in `towline.toml`, such as `claude-code`. */
	readonly name: string;
	/** Its name for people, such as `Claude Code`. */
	readonly title: string;
	/** The default program. */
	readonly command: string;
	/** The versions that Towline knows. */
	readonly versions: KnownVersions;
	/** How to update the program, as a sentence. */
	readonly updateHint: string;
	/** How to log in, for the hint of an error about a missing login. */
	readonly loginHint: string;
	/** Whether a run that exits without a result has failed. */
	readonly reportsResults: boolean;
	plan(request: RunRequest): RunPlan;
	/** `priceOf` gives the prices for estimates of a running turn; by default, the runtime's known prices. */
	createTranslator(request: RunRequest, priceOf?: PriceOf): Translator;
	/** `undefined` for a program that takes no input while it runs. */
	createDialog(): Dialog | undefined;
	/** The login that these variables select; `undefined` if they select none. */
	loginOf(env: Environment): Login | undefined;
	/** `undefined` if the program keeps no such list. */
	openSessionsOf(env: Environment): OpenSessionList | undefined;
};
