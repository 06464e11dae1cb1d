import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {PermissionDecision} from '../../core/fleet/permission.ts';
import type {LaunchedProcess} from '../../launchers/launcher.ts';
import type {Dialog} from '../../runtimes/runtime.ts';
import {createRunQuestions, type QuestionsOptions} from './run-questions.ts';

export type ConversationOptions = Omit<QuestionsOptions, 'reply'> & {
	/** `undefined` for a runtime that takes no input while it runs. */
	readonly dialog: Dialog | undefined;
};

/** What is said to a running agent: its prompt, messages, answers, the interrupt, and the end of input. */
export type Conversation = {
	/** The first words. `promptId` is how the prompt's receipt is told from a message's. */
	begin(process: LaunchedProcess, promptId: string, prompt: string): void;
	/** Keeps account of what was asked and what was read. */
	onEvent(event: RunEvent): void;
	say(messageId: string, text: string): void;
	answer(requestId: string, decision: PermissionDecision): void;
	/** Stops the turn; the result that follows carries the final cost. With no more input the program then exits. */
	interrupt(): void;
	/** Nothing more will be said. Returns whether that is new. */
	endInput(): boolean;
	/** Texts that the program never acknowledged. */
	unread(): readonly string[];
	/** Forgets what is asked; nobody can answer any more. */
	close(): void;
};

export function createConversation(options: ConversationOptions): Conversation {
	const {dialog, ...rest} = options;
	/** Said and not yet printed back, by message id. */
	const unread = new Map<string, string>();
	let process: LaunchedProcess | undefined;
	let firstId: string | undefined;
	let isInputEnded = false;
	let hasReceipts = false;
	const questions = createRunQuestions({
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
				// What was said while it was made ready comes after the prompt.
				const early = [...unread].map(([messageId, text]) => dialog.say(messageId, text));
				unread.set(promptId, prompt);
				process.write([dialog.open(), dialog.say(promptId, prompt), ...early].join(''));
			}
		},
		onEvent(event) {
			if (event.type === 'permission-asked') {
				questions.ask(event.permission);
			} else if (event.type === 'permission-withdrawn') {
				questions.withdraw(event.requestId);
			} else if (event.type === 'message-delivered') {
				hasReceipts = true;
				unread.delete(event.messageId);
			} else if (event.type === 'turn-ended' && firstId !== undefined) {
				// Printed back or not: a turn that ended has read its prompt.
				unread.delete(firstId);

				// A program that prints nothing back would be waited for without end.
				if (!hasReceipts) {
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
		answer: questions.answer,
		interrupt() {
			if (dialog && process?.write(dialog.interrupt())) {
				endInput();
			}
		},
		endInput,
		unread: () => [...unread.values()],
		close: questions.close,
	};
}
