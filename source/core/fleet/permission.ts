import type {EpochMs} from '../ids.ts';

/** A request of an agent for permission to use a tool. */
export type Permission = {
	/** The runtime's own id of the request; its answer must name it. */
	readonly requestId: string;
	readonly tool: string;
	/** What it would do, in one line: the command, the path, the URL. */
	readonly summary: string;
	/** What rules are matched with; `undefined` if the runtime does not know what the tool acts on. */
	readonly subject?: PermissionSubject | undefined;
	/** The tool's input as the runtime gave it: what an edited answer is made from. */
	readonly input: unknown;
	/** Why the runtime asks, in its words. */
	readonly reason: string | undefined;
	/** What "always" would allow, one line each; empty when the runtime offers no such answer. */
	readonly alwaysLabel: string | undefined;
	/** The runtime's own suggestion of rules, sent back unread with "always". */
	readonly suggestions: unknown;
	/** The tool call it belongs to. */
	readonly toolId: string | undefined;
	readonly askedAt: EpochMs;
};

/** The one thing that a tool acts on, unchanged. */
export type PermissionSubject = {readonly kind: 'command' | 'path' | 'url' | 'text'; readonly value: string};

/** A person's or a rule's answer to a permission. */
export type PermissionDecision =
	| {readonly kind: 'allow' /** Replaces the tool's input. */; readonly input?: unknown; readonly always?: boolean}
	| {readonly kind: 'deny' /** Told to the agent. */; readonly message: string};
