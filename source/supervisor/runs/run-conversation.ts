import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {PermissionDecision} from '../../core/fleet/permission.ts';
import type {LaunchedProcess} from '../../launchers/launcher.ts';
import type {Dialog} from '../../runtimes/runtime.ts';
import {createRunPermissions, type PermissionsOptions} from './run-permissions.ts';

export type ConversationOptions = Omit<PermissionsOptions, 'reply'> & {
	/** `undefined` for a runtime whose program takes no input while it runs. */
	readonly dialog: Dialog | undefined;
};

/** Everything written to a running agent: prompt, messages, answers, interrupt, end of input. */
export type Conversation = {
	/** Writes the prompt; `promptId` is its message id in `message-delivered`. */
	begin(process: LaunchedProcess, promptId: string, prompt: string): void;
	/** Updates the pending permissions and the unread messages from an event of the run. */
	onEvent(event: RunEvent): void;
	say(messageId: string, text: string): void;
	answer(requestId: string, decision: PermissionDecision): void;
	/** Stops the turn and ends the input. The program then reports a result with the final cost and exits. */
	interrupt(): void;
	/** Ends the input. Returns whether this call was the first. */
	endInput(): boolean;
	/** Messages that the program has not acknowledged, in order. */
	unread(): readonly string[];
	/** Forgets the pending permissions: they can no longer be answered. */
	close(): void;
};

export function createConversation(options: ConversationOptions): Conversation {
	const {dialog, ...rest} = options;
	/** Written and not yet acknowledged, by message id. */
	const unread = new Map<string, string>();
	let process: LaunchedProcess | undefined;
	let firstId: string | undefined;
	let isInputEnded = false;
	let hasAcknowledged = false;
	const permissions = createRunPermissions({
		...rest,
		reply: (permission, decision) => dialog && process?.write(dialog.answer(permission, decision)),
	});

	const endInput = () => {
		const isNew = !isInputEnded;
		isInputEnded = true;
		process?.endInput();
		return isNew;
	};

	return {
		begin(started, promptId, prompt) {
			process = started;
			firstId = promptId;

			if (dialog) {
				// Messages sent during the preparation come after the prompt.
				const early = [...unread].map(([messageId, text]) => dialog.say(messageId, text));
				unread.set(promptId, prompt);
				process.write([dialog.open(), dialog.say(promptId, prompt), ...early].join(''));
			}
		},
		onEvent(event) {
			if (event.type === 'permission-asked') {
				permissions.ask(event.permission);
			} else if (event.type === 'permission-withdrawn') {
				permissions.withdraw(event.requestId);
			} else if (event.type === 'message-delivered') {
				hasAcknowledged = true;
				unread.delete(event.messageId);
			} else if (event.type === 'turn-ended' && firstId !== undefined) {
				// Acknowledged or not: a turn that ended has read its prompt.
				unread.delete(firstId);

				// A program that never acknowledges would otherwise keep its messages unread for ever.
				if (!hasAcknowledged) {
					unread.clear();
				}
			}
		},
		say(messageId, text) {
			unread.set(messageId, text);

			if (dialog && !isInputEnded) {
				process?.write(dialog.say(messageId, text));
			}
		},
		answer: permissions.answer,
		interrupt() {
			if (dialog && process?.write(dialog.interrupt())) {
				endInput();
			}
		},
		endInput,
		unread: () => [...unread.values()],
		close: permissions.close,
	};
}
