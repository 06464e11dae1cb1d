import {assertNever} from '../../core/assert-never.ts';
import type {LiveRun} from '../../core/fleet/agent.ts';
import type {RecordedFact, RunEvent} from '../../core/fleet/agent-event.ts';
import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {LaunchedProcess} from '../../launchers/launcher.ts';
import type {Dialog} from '../../runtimes/runtime.ts';
import {createRunPermissions, type PermissionsOptions} from './run-permissions.ts';

export type ConversationOptions = Omit<PermissionsOptions, 'reply'> & {
	/** `undefined` for a runtime whose program takes no input while it runs. */
	readonly dialog: Dialog | undefined;
	/** Whether a person interrupted the turn; the inactivity timeout is paused then. */
	readonly onInterrupted: (isInterrupted: boolean) => void;
};

/** Everything written to a running agent: prompt, messages, answers, interrupt, end of input. */
export type Conversation = {
	/** Writes the prompt; `promptId` is its message id in `message-delivered`. */
	begin(process: LaunchedProcess, promptId: string, prompt: string): void;
	/**
	 * Goes on with a process that an earlier supervisor talked to, from the facts of its run. Whatever that one may not have
	 * written is written now; what it has written does not reach the program again, because everything has a key.
	 */
	resume(process: LaunchedProcess, options: ResumeOptions): void;
	/** Updates the pending permissions and the unread messages from an event of the run. */
	onEvent(event: RunEvent): void;
	say(messageId: string, text: string): void;
	answer(requestId: string, decision: PermissionDecision): void;
	/** Ends the turn; the input stays open for a message. */
	interruptTurn(interruptId: string): void;
	/** Whether a person interrupted the turn and has sent no message since. */
	isInterrupted(): boolean;
	/** The text that stops the turn, to be written as the last one; the program then reports a result with the final cost and exits. */
	interrupt(): string | undefined;
	/** Ends the input. Returns whether this call was the first. */
	endInput(): boolean;
	/** Messages that the program has not acknowledged, in order. */
	unread(): readonly string[];
	/** Forgets the pending permissions: they can no longer be answered. */
	close(): void;
};

export type ResumeOptions = {
	readonly promptId: string;
	readonly prompt: string;
	/** Of the run, in order. */
	readonly facts: readonly RecordedFact[];
};

export function createConversation(options: ConversationOptions): Conversation {
	const {dialog, onInterrupted, ...rest} = options;
	/** Written and not yet acknowledged, by message id. */
	const unread = new Map<string, string>();
	let process: LaunchedProcess | undefined;
	let firstId: string | undefined;
	let isInputEnded = false;
	let hasAcknowledged = false;
	let interruption: LiveRun['interruption'];

	const setInterruption = (value: LiveRun['interruption']) => {
		interruption = value;
		onInterrupted(value !== undefined);
	};

	const reply = (permission: Permission, decision: PermissionDecision) => {
		if (dialog) {
			process?.write(`answer:${permission.requestId}`, dialog.answer(permission, decision));
		}
	};

	const permissions = createRunPermissions({...rest, reply});

	const write = (messageId: string, text: string) => {
		if (dialog && !isInputEnded) {
			process?.write(`message:${messageId}`, dialog.say(messageId, text));
		}
	};

	const say = (messageId: string, text: string) => {
		setInterruption(undefined);
		unread.set(messageId, text);
		write(messageId, text);
	};

	const interruptTurn = (interruptId: string) => {
		if (dialog && !isInputEnded) {
			setInterruption('requested');
			process?.write(`interrupt:${interruptId}`, dialog.interrupt());
		}
	};

	const endInput = () => {
		const isNew = !isInputEnded;
		isInputEnded = true;
		process?.endInput();
		return isNew;
	};

	const begin = (started: LaunchedProcess, promptId: string, prompt: string) => {
		process = started;
		firstId = promptId;

		if (dialog) {
			// Messages sent during the preparation come after the prompt.
			const early = [...unread];
			unread.set(promptId, prompt);
			process.write('prompt', dialog.open() + dialog.say(promptId, prompt));
			early.forEach(([messageId, text]) => void write(messageId, text));
		}
	};

	const endTurn = () => {
		if (interruption) {
			setInterruption('done');
		}

		// Acknowledged or not: a turn that ended has read its prompt.
		if (firstId !== undefined) {
			unread.delete(firstId);
		}

		// A program that never acknowledges would otherwise keep its messages unread for ever.
		if (!hasAcknowledged) {
			unread.clear();
		}
	};

	const acknowledge = (event: RunEvent) => {
		if (event.type === 'message-delivered') {
			hasAcknowledged = true;
			unread.delete(event.messageId);
		} else if (event.type === 'turn-started' && interruption === 'done') {
			// Something other than a message began a turn, such as the end of a task in the background.
			setInterruption(undefined);
		} else if (event.type === 'turn-ended') {
			endTurn();
		}
	};

	return {
		begin,
		resume(adopted, {promptId, prompt, facts}) {
			begin(adopted, promptId, prompt);
			const asked = replayFacts(facts, {say, interruptTurn, acknowledge, reply});

			for (const {permission, askedAt} of asked) {
				permissions.ask(permission, askedAt);
			}
		},
		onEvent(event) {
			if (event.type === 'permission-asked') {
				permissions.ask(event.permission);
			} else if (event.type === 'permission-withdrawn') {
				permissions.withdraw(event.requestId);
			} else if (event.type === 'request-refused') {
				dialog && process?.write(`refuse:${event.requestId}`, dialog.refuse(event.requestId, event.reason));
			} else {
				acknowledge(event);
			}
		},
		say,
		answer: permissions.answer,
		interruptTurn,
		isInterrupted: () => interruption !== undefined,
		interrupt() {
			isInputEnded = true;
			return dialog?.interrupt();
		},
		endInput,
		unread: () => [...unread.values()],
		close: permissions.close,
	};
}

type Asked = {readonly permission: Permission; readonly askedAt: EpochMs};

/** Says and answers again what the facts of a run tell. Returns what is still asked. */
function replayFacts(
	facts: readonly RecordedFact[],
	{
		say,
		interruptTurn,
		acknowledge,
		reply,
	}: {
		readonly say: (messageId: string, text: string) => void;
		readonly interruptTurn: (interruptId: string) => void;
		readonly acknowledge: (event: RunEvent) => void;
		readonly reply: (permission: Permission, decision: PermissionDecision) => void;
	},
): readonly Asked[] {
	const asked = new Map<string, Asked>();

	for (const {event, at} of facts) {
		switch (event.type) {
			case 'message-sent':
				say(event.messageId, event.text);
				break;
			case 'turn-interrupted':
				interruptTurn(event.interruptId);
				break;
			case 'message-delivered':
			case 'turn-started':
			case 'turn-ended':
				acknowledge(event);
				break;
			case 'permission-asked':
				asked.set(event.permission.requestId, {permission: event.permission, askedAt: at});
				break;
			case 'permission-answered': {
				const permission = asked.get(event.requestId)?.permission;
				asked.delete(event.requestId);
				permission && reply(permission, toDecision(event));
				break;
			}
			case 'permission-withdrawn':
				asked.delete(event.requestId);
				break;
		}
	}

	return [...asked.values()];
}

/** The decision that a recorded answer was. An edited input was recorded as JSON, an edited command or path as its text. */
function toDecision(event: Extract<RunEvent, {type: 'permission-answered'}>): PermissionDecision {
	const {decision, message = '', edited, isAlways, answers = []} = event;

	switch (decision) {
		case 'allow': {
			const input = edited === undefined ? undefined : parseObject(edited);
			const change = edited === undefined ? {} : input === undefined ? {edited} : {input};
			return {kind: 'allow', ...change, ...(isAlways ? {always: true} : {})};
		}

		case 'answer':
			return {kind: 'answer', answers};
		case 'deny':
			return {kind: 'deny', message};
		case 'cancel':
			return {kind: 'cancel'};
		default:
			return assertNever(decision);
	}
}

function parseObject(text: string): object | undefined {
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
	} catch {
		return undefined;
	}
}
