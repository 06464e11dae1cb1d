import type {RunEvent} from '../core/fleet/agent-event.ts';
import type {Permission, PermissionDecision} from '../core/fleet/permission.ts';
import type {RateScope} from '../core/fleet/rate-limit.ts';
import type {SessionId} from '../core/ids.ts';
import type {PriceOf} from '../core/money/prices.ts';
import type {Line} from '../stream/parse-frame.ts';

/** The environment a run gets: names to values. */
export type Environment = Readonly<Record<string, string>>;

/** What a run is to be, in our words. */
export type RunRequest = {
	/** The session to continue; `undefined` for a fresh one. */
	readonly session: SessionId | undefined;
	/** From the configuration: overrides the runtime's own program. */
	readonly command: string | undefined;
	readonly args: readonly string[];
	readonly permissionMode: string | undefined;
	readonly maxTurns: number | undefined;
	/** What is said first. Runtimes with an input channel get it there, the others as an argument. */
	readonly prompt: string;
	/** What the command will run with, for overrides such as `TOWLINE_CLAUDE_BIN`. */
	readonly env: Environment;
};

/** A command line, and how to talk to it. */
export type RunPlan = {
	readonly command: string;
	readonly args: readonly string[];
	readonly setEnv: Environment;
	readonly unsetEnv: readonly string[];
	/** `frames`: stdin is a FIFO that a `Dialog` writes to. `none`: stdin is empty and everything is in the arguments. */
	readonly input: 'frames' | 'none';
};

/**
 * Turns one run's lines into events. Holds what must be remembered between frames, and nothing else: no clock, no I/O.
 * Never throws, whatever a line holds: what an agent does wrong is an event.
 */
export type Translator = {
	translate(line: Line): readonly RunEvent[];
	/** The output has ended: what is still held back. */
	finish(): readonly RunEvent[];
};

/** What is written to a running agent: each answer is whole lines, newline included. */
export type Dialog = {
	/** Before anything else. */
	open(): string;
	/** The story's prompt, or a message. `messageId` comes back in `message-delivered`; one a session has had is not heard again. */
	say(messageId: string, text: string): string;
	/** Stop the turn, but tell the cost. */
	interrupt(): string;
	answer(permission: Permission, decision: PermissionDecision): string;
};

/** How to talk to one kind of agent program: its command line out, its frames in. */
export type Runtime = {
	/** As the configuration names it: `claude-code`. */
	readonly name: string;
	/** For people: `Claude Code`. */
	readonly title: string;
	/** The program that runs when the configuration names none. */
	readonly command: string;
	/** What a person types to log in, for the hint when a login is missing. */
	readonly loginHint: string;
	/** Whether a run that says no result has failed. */
	readonly reportsResults: boolean;
	plan(request: RunRequest): RunPlan;
	/** `priceOf` prices the estimates of a turn that runs; without it, what the runtime knows of its models' prices. */
	createTranslator(request: RunRequest, priceOf?: PriceOf): Translator;
	/** `undefined` for a runtime that takes no input while it runs. */
	createDialog(): Dialog | undefined;
	/** Whose quota a run with this environment uses. `model` narrows a window of one model. */
	scopeOf(env: Environment, window: string | undefined): RateScope;
};
