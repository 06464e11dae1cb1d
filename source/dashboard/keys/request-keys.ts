import {whyNot} from '../../core/commands/why-not.ts';
import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import {alwaysRule, isShortRule} from '../lines/request-lines.ts';
import {isGuarded} from '../selectors/request.ts';
import {type Binding, type KeyContext, requestScreens} from './binding.ts';

/** Answers to the request that is shown. */
export const requestKeys: readonly Binding[] = [
	{
		id: 'allow',
		keys: ['y'],
		title: 'allow',
		help: 'Allow the request once.',
		group: 'Answer',
		screens: requestScreens,
		disabledReason: whyNotAnswer,
		run: context => answer(context, {kind: 'allow'}),
	},
	{
		id: 'always',
		keys: ['Y'],
		title: 'always allow',
		help: 'Allow the request now and always, by the rule that the agent program offers.',
		group: 'Answer',
		screens: requestScreens,
		label: ({request, pane}) =>
			request && pane && isShortRule(request, pane.columns)
				? `always allow ${alwaysRule(request) ?? ''}`.trim()
				: 'always allow',
		disabledReason: context =>
			context.request?.alwaysLabel ? whyNotAnswer(context) : 'The agent program offers no rule for this request.',
		run: context => answer(context, {kind: 'allow', always: true}),
	},
	{
		id: 'edit',
		keys: ['e'],
		title: 'edit',
		help: 'Edit the command, path or address, then allow it.',
		group: 'Answer',
		screens: requestScreens,
		disabledReason: context =>
			editableField(context.request) ? whyNotAnswer(context) : 'This request has no single line to edit.',
		run: ({selected, request, dispatch}) => {
			const field = editableField(request);

			if (selected && request && field) {
				dispatch({
					type: 'modal-opened',
					modal: {
						kind: 'input',
						purpose: {kind: 'edit', agent: selected.id, requestId: request.requestId, field: field.name},
						text: field.value,
						cursor: field.value.length,
					},
				});
			}
		},
	},
	{
		id: 'deny',
		keys: ['n'],
		title: 'deny',
		help: 'Deny the request; the agent continues without it.',
		group: 'Answer',
		screens: requestScreens,
		disabledReason: whyNotAnswer,
		run: context => answer(context, {kind: 'deny', message: 'The user does not want this.'}),
	},
	{
		id: 'deny-because',
		keys: ['N'],
		title: 'deny, say why',
		help: 'Deny the request with a message that tells the agent what to do instead.',
		group: 'Answer',
		screens: requestScreens,
		disabledReason: whyNotAnswer,
		run: ({selected, request, dispatch}) =>
			selected &&
			request &&
			dispatch({
				type: 'modal-opened',
				modal: {
					kind: 'input',
					purpose: {kind: 'deny', agent: selected.id, requestId: request.requestId},
					text: '',
					cursor: 0,
				},
			}),
	},
];

/** The field of a request that a person can edit: a command, path or URL of one line. */
export function editableField(
	request: Permission | undefined,
): {readonly name: string; readonly value: string} | undefined {
	const input = request?.input;

	if (typeof input !== 'object' || input === null) {
		return undefined;
	}

	for (const [name, value] of Object.entries(input)) {
		if (['command', 'file_path', 'path', 'url'].includes(name) && typeof value === 'string' && !value.includes('\n')) {
			return {name, value};
		}
	}

	return undefined;
}

/** The request's input with that field changed. */
export function withEdited(request: Permission, field: string, value: string): unknown {
	return typeof request.input === 'object' && request.input !== null
		? {...request.input, [field]: value}
		: request.input;
}

function whyNotAnswer({state, selected, request}: KeyContext): string | undefined {
	const requestId = request?.requestId ?? '';
	const reason =
		selected && whyNot({type: 'answer', agent: selected.id, requestId, decision: allow}, selected, state.fleet);
	return reason?.message ?? whyTooSoon(state);
}

/** Any answer: whether one is waited for does not depend on what it says. */
const allow: PermissionDecision = {kind: 'allow'};

function whyTooSoon(state: KeyContext['state']): string | undefined {
	return isGuarded(state)
		? 'This request has just replaced another one. Read it, then press the key again.'
		: undefined;
}

function answer({selected, request, send}: KeyContext, decision: PermissionDecision): void {
	if (selected && request) {
		send([{type: 'answer', agent: selected.id, requestId: request.requestId, decision}]);
	}
}
