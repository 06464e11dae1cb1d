import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import type {Dialog} from '../runtime.ts';
import {toFields} from './fields.ts';
import {settingsRequestId} from './problems.ts';

/** Formats input of the program as lines of JSON. An invalid line would end the program. */
export function createDialog(): Dialog {
	let requests = 0;

	const request = (subtype: string, id?: string) => {
		requests++;
		return toLine({type: 'control_request', request_id: id ?? `towline-${requests}`, request: {subtype}});
	};

	return {
		open: () => request('initialize') + request('get_settings', settingsRequestId),
		interrupt: () => request('interrupt'),
		// The program prints the message back with this `uuid` once it has read it. If the session has seen the `uuid` before,
		// it prints the message back but ignores it (tried), so ids must be unique.
		say: (messageId, text) =>
			toLine({
				type: 'user',
				message: {role: 'user', content: text},
				parent_tool_use_id: null,
				session_id: '',
				uuid: messageId,
			}),
		answer: (permission, decision) =>
			toLine({
				type: 'control_response',
				response: {
					subtype: 'success',
					request_id: permission.requestId,
					response: toAnswer(permission, decision),
				},
			}),
	};
}

function toAnswer(permission: Permission, decision: PermissionDecision) {
	if (decision.kind === 'deny') {
		return {behavior: 'deny', message: decision.message};
	}

	// The program treats anything but an object as missing input.
	const input = toFields(decision.input) ?? toFields(permission.input) ?? {};
	const rules = decision.always && Array.isArray(permission.suggestions) ? permission.suggestions : [];
	return {behavior: 'allow', updatedInput: input, ...(rules.length > 0 ? {updatedPermissions: rules} : {})};
}

function toLine(frame: unknown): string {
	return `${JSON.stringify(frame)}\n`;
}
