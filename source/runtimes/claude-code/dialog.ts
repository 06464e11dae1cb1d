import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import type {Dialog} from '../runtime.ts';
import {toFields} from './fields.ts';

/** Says things to the program as lines of JSON: a line that is none would end it. */
export function createDialog(): Dialog {
	let requests = 0;

	const request = (subtype: string) => {
		requests++;
		return toLine({type: 'control_request', request_id: `towline-${requests}`, request: {subtype}});
	};

	return {
		open: () => request('initialize'),
		interrupt: () => request('interrupt'),
		// The program prints the message back under this `uuid` once it has read it: its receipt. A `uuid` that the session
		// has had before is taken for a repetition: printed back, and not worked on (tried). So ids are never used twice.
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

	// The program wants an object; anything else would be taken for no input at all.
	const input = toFields(decision.input) ?? toFields(permission.input) ?? {};
	const rules = decision.always && Array.isArray(permission.suggestions) ? permission.suggestions : [];
	return {behavior: 'allow', updatedInput: input, ...(rules.length > 0 ? {updatedPermissions: rules} : {})};
}

function toLine(frame: unknown): string {
	return `${JSON.stringify(frame)}\n`;
}
