import {whyNot} from '../../core/commands/why-not.ts';
import type {Permission, PermissionDecision} from '../../core/fleet/permission.ts';
import {showHidden} from '../../stream/sanitize.ts';
import {alwaysRule, isShortRule} from '../lines/request-content.ts';
import {isGuarded, isJustScrolled, isRequestSeen} from '../selectors/request.ts';
import {type Binding, type KeyContext, requestScreens} from './binding.ts';

const allow: PermissionDecision = {kind: 'allow'};

/** Answers to the request that is shown. */
export const requestKeys: readonly Binding[] = [
	{
		id: 'allow',
		keys: ['y'],
		title: 'allow',
		help: 'Allow the request once, or approve the plan. Shows first what was not on the screen yet.',
		group: 'Answer',
		screens: requestScreens,
		label: ({state, request}) =>
			isRequestSeen(state) ? (isPlan(request) ? 'approve' : 'allow') : 'show the rest first',
		disabledReason: whyNotAllow,
		run: context => allowSeen(context, allow),
	},
	{
		id: 'always',
		keys: ['Y'],
		title: 'always allow',
		help: 'Allow the request now and always, by the rule that the agent program offers. A plan: let it edit files as well.',
		group: 'Answer',
		screens: requestScreens,
		label: toAlwaysLabel,
		disabledReason: context =>
			context.request?.alwaysLabel ? whyNotAllow(context) : 'The agent program offers no rule for this request.',
		run: context => allowSeen(context, {kind: 'allow', always: true}),
	},
	{
		id: 'edit',
		keys: ['e'],
		title: 'edit',
		help: 'Edit the command, path or address, then allow it.',
		group: 'Answer',
		screens: requestScreens,
		disabledReason: context =>
			editableLine(context.request) === undefined
				? 'This request has no single line to edit. `towline answer --edit` takes several lines.'
				: whyNotAllow(context),
		run: edit,
	},
	{
		id: 'deny',
		keys: ['n'],
		title: 'deny',
		help: 'Deny the request; the agent continues without it. A plan: the agent keeps planning.',
		group: 'Answer',
		screens: requestScreens,
		label: ({request}) => (isPlan(request) ? 'keep planning' : 'deny'),
		disabledReason: whyNotDeny,
		run: context =>
			answer(context, {
				kind: 'deny',
				message: isPlan(context.request) ? 'The user wants you to keep planning.' : 'The user does not want this.',
			}),
	},
	{
		id: 'deny-because',
		keys: ['N'],
		title: 'deny, say why',
		help: 'Deny the request with a message that tells the agent what to do instead.',
		group: 'Answer',
		screens: requestScreens,
		label: ({request}) => (isPlan(request) ? 'keep planning, with comments' : 'deny, say why'),
		disabledReason: whyNotDeny,
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

function toAlwaysLabel({request, pane}: KeyContext): string {
	if (isPlan(request)) {
		return 'approve and let it edit files';
	}

	return request && pane && isShortRule(request, pane.columns)
		? `always allow ${alwaysRule(request) ?? ''}`.trim()
		: 'always allow';
}

function edit(context: KeyContext): void {
	const {selected, request, dispatch} = context;
	const text = editableLine(request);

	if (selected && request && text !== undefined && showsAll(context)) {
		dispatch({
			type: 'modal-opened',
			modal: {
				kind: 'input',
				purpose: {kind: 'edit', agent: selected.id, requestId: request.requestId},
				text,
				cursor: text.length,
			},
		});
	}
}

/** The text of a request that a person can edit here: one line without characters that cannot be seen. */
function editableLine(request: Permission | undefined): string | undefined {
	const text = request?.editable;
	return text === undefined || text.includes('\n') || showHidden(text) !== text ? undefined : text;
}

function isPlan(request: Permission | undefined): boolean {
	return request?.subject.kind === 'plan';
}

/** Nothing is allowed that was not on the screen: the key shows what is left first. */
function allowSeen(context: KeyContext, decision: PermissionDecision): void {
	if (showsAll(context)) {
		answer(context, decision);
	}
}

/** Whether all of the request was on the screen; if not, scrolls to the first line that was not. */
function showsAll({state, dispatch}: KeyContext): boolean {
	if (!isRequestSeen(state)) {
		dispatch({type: 'request-scrolled', top: state.requestShown.seen});
		return false;
	}

	if (isJustScrolled(state)) {
		dispatch({type: 'toast-shown', toast: {level: 'info', text: 'Read the rest, then press the key again.'}});
		return false;
	}

	return true;
}

function whyNotAllow(context: KeyContext): string | undefined {
	return context.request?.isWhole === false
		? 'This request is too long to be shown whole. Deny it, or use `towline answer`.'
		: whyNotAnswer(context, allow);
}

function whyNotDeny(context: KeyContext): string | undefined {
	return whyNotAnswer(context, {kind: 'deny', message: ''});
}

/** Why the request that is shown cannot be answered like this now. */
export function whyNotAnswer({state, selected, request}: KeyContext, decision: PermissionDecision): string | undefined {
	const requestId = request?.requestId ?? '';
	const reason = selected && whyNot({type: 'answer', agent: selected.id, requestId, decision}, selected, state.fleet);
	return reason?.message ?? whyTooSoon(state);
}

function whyTooSoon(state: KeyContext['state']): string | undefined {
	return isGuarded(state)
		? 'This request has just replaced another one. Read it, then press the key again.'
		: undefined;
}

/** Sends an answer to the request that is shown. */
export function answer({selected, request, send}: KeyContext, decision: PermissionDecision): void {
	if (selected && request) {
		send([{type: 'answer', agent: selected.id, requestId: request.requestId, decision}]);
	}
}
