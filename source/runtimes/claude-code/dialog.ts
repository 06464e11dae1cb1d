import {assertNever} from '../../core/assert-never.ts';
import type {Permission, PermissionDecision, QuestionAnswer} from '../../core/fleet/permission.ts';
import type {Dialog} from '../runtime.ts';
import {toElicitationAnswer} from './elicitation.ts';
import {type Fields, rawText, shownLine, toFields, toList} from './fields.ts';
import {settingsRequestId} from './problems.ts';
import {withEdited} from './tools/subject.ts';

/** Formats input of the program as lines of JSON. An invalid line would end the program. */
export function createDialog(): Dialog {
	let requests = 0;

	const request = (subtype: string, fields: object = {}, id?: string) => {
		requests++;
		return toLine({type: 'control_request', request_id: id ?? `towline-${requests}`, request: {subtype, ...fields}});
	};

	return {
		open: () => request('initialize', {forwardSubagentText: true}) + request('get_settings', {}, settingsRequestId),
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
		refuse: (requestId, reason) =>
			toLine({type: 'control_response', response: {subtype: 'error', request_id: requestId, error: reason}}),
	};
}

function toAnswer(permission: Permission, decision: PermissionDecision) {
	// The program treats anything but an object as missing input.
	const input = toFields(permission.input) ?? {};

	if (permission.subject.kind === 'form') {
		return toElicitationAnswer(input, decision);
	}

	switch (decision.kind) {
		case 'deny':
			return {behavior: 'deny', message: decision.message};
		case 'cancel':
			return {behavior: 'deny', message: 'The user closed the request without an answer.'};
		case 'answer':
			return {behavior: 'allow', updatedInput: {...input, answers: toAnswers(input, decision.answers)}};
		case 'allow': {
			const rules = decision.always && Array.isArray(permission.suggestions) ? permission.suggestions : [];
			const changed = decision.edited === undefined ? input : withEdited(input, decision.edited);
			return {
				behavior: 'allow',
				updatedInput: toFields(decision.input) ?? changed,
				...(rules.length > 0 ? {updatedPermissions: rules} : {}),
			};
		}

		default:
			return assertNever(decision);
	}
}

/** By the question's own text; several answers to one question in one text, as the program itself writes them. */
function toAnswers(input: Fields, answers: readonly QuestionAnswer[]): Fields {
	const entries = toList(input.questions).flatMap(({question, options}, index) => {
		const labels = toList(options).map(({label}) => rawText(label) ?? '');
		const answer = answers[index] ?? [];
		// A label was shown with its hidden characters written out; the program knows it without.
		const texts = answer.map(text => labels.find(label => shownLine(label) === text) ?? text);
		return texts.length > 0 ? [[rawText(question) ?? '', texts.join(', ')] as const] : [];
	});
	return Object.fromEntries(entries);
}

function toLine(frame: unknown): string {
	return `${JSON.stringify(frame)}\n`;
}
