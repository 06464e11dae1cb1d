import type {RunEvent} from '../../core/fleet/agent-event.ts';
import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import {toAnswered} from '../../core/fleet/permission-answer.ts';
import type {EpochMs} from '../../core/ids.ts';
import type {PermissionRule} from '../../project/config/config.ts';
import type {Cancel, Clock} from '../clock.ts';
import {type AutomaticAnswer, answerAtOnce, createPermissionTimeout} from '../policies/answer-permission.ts';

export type PermissionsOptions = {
	readonly clock: Clock;
	readonly rules: readonly PermissionRule[];
	/** 0: no limit. */
	readonly permissionTimeoutMs: number;
	readonly isUnattended: boolean;
	readonly record: (events: readonly RunEvent[]) => void;
	/** Whether an answer is awaited; the inactivity timeout is paused then. */
	readonly onAwaiting: (isAwaiting: boolean) => void;
	/** Writes the answer to the program. */
	readonly reply: (permission: Permission, decision: PermissionDecision) => void;
};

/** The pending permissions of a running agent. */
export type RunPermissions = {
	/** Answers at once if a rule decides or the run is unattended; otherwise the permission stays pending. */
	ask(permission: Permission, askedAt?: EpochMs): void;
	/** Does nothing for a permission that is not pending. */
	answer(requestId: string, decision: PermissionDecision): void;
	withdraw(requestId: string): void;
	/** Forgets the pending permissions: they can no longer be answered. */
	close(): void;
};

export function createRunPermissions(options: PermissionsOptions): RunPermissions {
	const {clock, record, onAwaiting, reply} = options;
	const pending = new Map<string, {readonly permission: Permission; readonly cancel: Cancel}>();

	const withdraw = (requestId: string) => {
		pending.get(requestId)?.cancel();

		if (pending.delete(requestId) && pending.size === 0) {
			onAwaiting(false);
		}
	};

	const answer = (requestId: string, decision: PermissionDecision) => {
		const entry = pending.get(requestId);

		if (entry) {
			withdraw(requestId);
			reply(entry.permission, decision);
		}
	};

	const answerAutomatically = (permission: Permission, {decision, by, rule}: AutomaticAnswer) => {
		record([toAnswered(permission, decision, {by, ...(rule === undefined ? {} : {rule})})]);
		answer(permission.requestId, decision);
	};

	return {
		ask(permission, askedAt = clock.now()) {
			const cancel = createPermissionTimeout({
				clock,
				limitMs: options.permissionTimeoutMs,
				askedAt,
				onTimeout: automatic => answerAutomatically(permission, automatic),
			});
			pending.set(permission.requestId, {permission, cancel});
			onAwaiting(true);
			const automatic = answerAtOnce(permission, options.rules, options.isUnattended);

			if (automatic) {
				answerAutomatically(permission, automatic);
			}
		},
		answer,
		withdraw,
		close() {
			for (const requestId of [...pending.keys()]) {
				withdraw(requestId);
			}
		},
	};
}
