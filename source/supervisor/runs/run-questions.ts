import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import type {PermissionRule} from '../../project/config/config.ts';
import type {Cancel, Clock} from '../clock.ts';
import {type AutomaticAnswer, answerAtOnce, createPermissionTimeout} from '../policies/answer-permission.ts';

export type QuestionsOptions = {
	readonly clock: Clock;
	readonly rules: readonly PermissionRule[];
	/** 0: waits for a person. */
	readonly permissionTimeoutMs: number;
	readonly isUnattended: boolean;
	readonly record: (events: readonly RunEvent[]) => void;
	/** Whether somebody's answer is awaited: the agent's silence is not its own then. */
	readonly onAwaiting: (isAwaiting: boolean) => void;
	/** Tells the program. */
	readonly reply: (permission: Permission, decision: PermissionDecision) => void;
};

/** The permissions a running agent has asked for and not been answered. */
export type RunQuestions = {
	/** Answered at once where a rule, or nobody's presence, decides; otherwise it waits. */
	ask(permission: Permission): void;
	/** Does nothing when it is no longer asked. */
	answer(requestId: string, decision: PermissionDecision): void;
	withdraw(requestId: string): void;
	/** Forgets what is asked; nobody can answer any more. */
	close(): void;
};

export function createRunQuestions(options: QuestionsOptions): RunQuestions {
	const {clock, record, onAwaiting, reply} = options;
	const asked = new Map<string, {readonly permission: Permission; readonly cancel: Cancel}>();

	const withdraw = (requestId: string) => {
		asked.get(requestId)?.cancel();

		if (asked.delete(requestId) && asked.size === 0) {
			onAwaiting(false);
		}
	};

	const answer = (requestId: string, decision: PermissionDecision) => {
		const question = asked.get(requestId);

		if (question) {
			withdraw(requestId);
			reply(question.permission, decision);
		}
	};

	const answerItself = ({requestId}: Permission, {decision, by}: AutomaticAnswer) => {
		const message = decision.kind === 'deny' ? {message: decision.message} : {};
		record([{type: 'permission-answered', requestId, decision: decision.kind, by, ...message}]);
		answer(requestId, decision);
	};

	return {
		ask(permission) {
			const cancel = createPermissionTimeout({
				clock,
				limitMs: options.permissionTimeoutMs,
				onTimeout: automatic => answerItself(permission, automatic),
			});
			asked.set(permission.requestId, {permission, cancel});
			onAwaiting(true);
			const automatic = answerAtOnce(permission, options.rules, options.isUnattended);

			if (automatic) {
				answerItself(permission, automatic);
			}
		},
		answer,
		withdraw,
		close() {
			for (const requestId of [...asked.keys()]) {
				withdraw(requestId);
			}
		},
	};
}
