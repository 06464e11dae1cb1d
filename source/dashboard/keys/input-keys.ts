import {assertNever} from '../../core/assert-never.ts';
import {liveRun} from '../../core/fleet/agent.ts';
import {type AgentId, storyIdProblem, toStoryId} from '../../core/ids.ts';
import type {InputPurpose} from '../state/ui-state.ts';
import {toMessage} from './agent-keys.ts';
import type {Binding, KeyContext} from './binding.ts';
import {promptKeys} from './prompt-text.ts';
import {acceptText} from './question-keys.ts';
import {abandonSearch, acceptSearch} from './search-keys.ts';

/** Keys while text is typed; every other key edits the text. */
export const inputKeys: readonly Binding[] = [
	...promptKeys,
	{
		id: 'submit',
		keys: ['enter'],
		title: 'ok',
		help: 'Accept the text.',
		group: 'Towline',
		screens: ['input'],
		footer: 1,
		run: context => {
			const {modal} = context.state.ui;
			context.dispatch({type: 'modal-closed'});

			if (modal?.kind === 'input') {
				context.dispatch({type: 'text-accepted', kind: modal.purpose.kind, text: modal.text});
				submit(context, modal.purpose, modal.text);
			}
		},
	},
	{
		id: 'abandon',
		keys: ['esc', 'ctrl-c'],
		title: 'cancel',
		help: 'Cancel without accepting the text.',
		group: 'Towline',
		screens: ['input'],
		footer: 2,
		run: context => {
			const {state, dispatch} = context;
			const purpose = state.ui.modal?.kind === 'input' ? state.ui.modal.purpose : undefined;

			if (purpose?.kind === 'filter') {
				dispatch({type: 'filtered', filter: ''});
			} else if (purpose?.kind === 'search') {
				abandonSearch(context, purpose.from);
			}

			dispatch({type: 'modal-closed'});
		},
	},
];

function submit(context: KeyContext, purpose: InputPurpose, typed: string): void {
	const text = typed.trim();

	switch (purpose.kind) {
		case 'filter':
			context.dispatch({type: 'filtered', filter: text});
			break;
		case 'search':
			acceptSearch(context);
			break;
		case 'find':
			if (text !== '') {
				context.dispatch({type: 'find-begun', text});
			}

			break;
		case 'story':
			createStory(context, text);
			break;
		case 'message':
			tell(context, purpose.agents, text);
			break;
		case 'deny':
			context.send([
				{
					type: 'answer',
					agent: purpose.agent,
					requestId: purpose.requestId,
					decision: {kind: 'deny', message: text || 'The user does not want this.'},
				},
			]);
			break;
		case 'answer':
			acceptText(context, text);
			break;
		case 'edit':
			allowEdited(context, purpose, text);
			break;
		default:
			assertNever(purpose);
	}
}

/** Turns what a person typed into a name that git accepts: `Fix the totals!` becomes `Fix-the-totals`. */
function createStory({createStory: create, dispatch}: KeyContext, text: string): void {
	const id = text.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
	const problem = storyIdProblem(id);

	if (problem === undefined) {
		create(toStoryId(id));
	} else {
		dispatch({
			type: 'toast-shown',
			toast: {level: 'warning', text: `"${text}" cannot be the name of a story: ${problem}.`},
		});
	}
}

/** One that does not run is resumed with the message. */
function tell({state, send}: KeyContext, agents: readonly AgentId[], text: string): void {
	if (text !== '') {
		send(
			agents.flatMap(id => {
				const agent = state.fleet.agents[id];
				return agent ? [toMessage(agent, text)] : [];
			}),
		);
	}
}

function allowEdited(
	{state, send, dispatch}: KeyContext,
	{agent, requestId}: Extract<InputPurpose, {kind: 'edit'}>,
	text: string,
): void {
	const known = state.fleet.agents[agent];
	const request = known && liveRun(known)?.permissions.find(permission => permission.requestId === requestId);

	if (text === '') {
		dispatch({
			type: 'toast-shown',
			toast: {level: 'warning', text: 'Nothing was allowed: the text was empty. Press n to deny the request.'},
		});
	} else if (request) {
		send([{type: 'answer', agent, requestId, decision: {kind: 'allow', edited: text}}]);
	} else {
		dispatch({
			type: 'toast-shown',
			toast: {level: 'warning', text: 'Nothing was allowed: the request is no longer open.'},
		});
	}
}
