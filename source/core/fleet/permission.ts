import type {EpochMs} from '../ids.ts';

/**
 * What an agent asks for, in words of no runtime. Texts are whole and safe to show: control characters and characters
 * that cannot be seen are written out, such as `<U+202E>`.
 */
export type PermissionSubject =
	| {readonly kind: 'command'; readonly command: string}
	| {readonly kind: 'edit'; readonly path: string; readonly changes: readonly ProposedChange[]}
	| {readonly kind: 'path'; readonly path: string}
	| {readonly kind: 'address'; readonly url: string}
	/** Questions of the agent to a person. */
	| {readonly kind: 'question'; readonly questions: readonly Question[]}
	/** A plan in Markdown that waits for approval; empty if the runtime sent none. */
	| {readonly kind: 'plan'; readonly plan: string}
	/** A form of an MCP server: `url` is the page to open, if the server asks for that instead of fields. */
	| {
			readonly kind: 'form';
			readonly server: string;
			readonly message: string;
			readonly url: string | undefined;
			readonly questions: readonly Question[];
	  }
	/** Everything else: the details say it all. */
	| {readonly kind: 'other'};

/** A replacement in a file; a new file only adds. */
export type ProposedChange = {
	readonly removed: string;
	readonly added: string;
	/** Every place that holds `removed` is replaced. */
	readonly isEverywhere: boolean;
};

/** One question of a form. */
export type Question = {
	/** A word or two; can be empty. */
	readonly header: string;
	readonly text: string;
	readonly options: readonly {readonly label: string; readonly description: string}[];
	readonly isMultiple: boolean;
	/** Whether a person can type an answer that is none of the options, and of which form. */
	readonly typed: 'text' | 'number' | 'integer' | undefined;
	readonly isRequired: boolean;
};

/** The answers to one question: labels of options, or text. Empty: not answered. */
export type QuestionAnswer = readonly string[];

/** A request of an agent for permission, for an answer or for approval. */
export type Permission = {
	/** The runtime's own id of the request; its answer must name it. */
	readonly requestId: string;
	readonly tool: string;
	/** What it would do, in one line that may be cut: for tables, never to decide by. */
	readonly summary: string;
	readonly subject: PermissionSubject;
	/** The other fields of the tool's input, whole: whoever allows the request allows them as well. */
	readonly details: readonly {readonly name: string; readonly text: string}[];
	/** Whether subject and details are whole; too long texts are cut, and say so at their end. */
	readonly isWhole: boolean;
	/** The command, path or address that a person can change before allowing it, unchanged; `undefined` if there is none. */
	readonly editable: string | undefined;
	/** What rules are matched with, unchanged; `undefined` if the runtime does not know what the tool acts on. */
	readonly target?: PermissionTarget | undefined;
	/** The tool's input as the runtime gave it: what an edited answer is made from. */
	readonly input: unknown;
	/** Why the runtime asks, in its words. */
	readonly reason: string | undefined;
	/** What "always" would allow, one line each; `undefined` when the runtime offers no such answer. */
	readonly alwaysLabel: string | undefined;
	/** The runtime's own suggestion of rules, sent back unread with "always". */
	readonly suggestions: unknown;
	/** The tool call it belongs to. */
	readonly toolId: string | undefined;
	readonly askedAt: EpochMs;
};

/** The one thing that a tool acts on, unchanged. */
export type PermissionTarget = {readonly kind: 'command' | 'path' | 'url' | 'text'; readonly value: string};

/** A person's or a rule's answer to a permission. */
export type PermissionDecision =
	| {
			readonly kind: 'allow';
			/** Replaces the editable text of the request. */
			readonly edited?: string;
			/** Replaces the tool's whole input. */
			readonly input?: unknown;
			readonly always?: boolean;
	  }
	/** Answers to the questions, in their order. */
	| {readonly kind: 'answer'; readonly answers: readonly QuestionAnswer[]}
	| {readonly kind: 'deny' /** Told to the agent. */; readonly message: string}
	/** Closes a form without an answer, neither accepted nor declined. */
	| {readonly kind: 'cancel'};
